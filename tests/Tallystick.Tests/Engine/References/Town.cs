using Microsoft.Extensions.Time.Testing;
using Tallystick.Core.Mapping;
using Tallystick.Core.Schema;
using Tallystick.Core.Stores;
using Tallystick.Engine.Budgets;
using Tallystick.Engine.References;
using Tallystick.Engine.Runs;
using Tallystick.Storage;

namespace Tallystick.Tests.Engine.References;

/// <summary>
/// Two apps whose records hang together, each with ids of its own: contacts with companies, owners
/// and tasks on the left; persons with firms, owners and todos on the right.
/// </summary>
internal sealed class Town : IAsyncDisposable
{
    private Town(SqliteSyncStore store, FakeTimeProvider time)
    {
        (Store, Time) = (store, time);
        Left = new TownApp("l", time, [Company("company"), Contact(), Task(), User()]);
        Right = new TownApp("r", time, [Company("firm"), Person(), Todo(), User()]);
    }

    public SqliteSyncStore Store { get; }

    public FakeTimeProvider Time { get; }

    public TownApp Left { get; }

    public TownApp Right { get; }

    /// <summary>Changes a stream's definition.</summary>
    public Func<StreamDefinition, StreamDefinition> Configure { get; set; } = s => s;

    public IReadOnlyDictionary<string, string> Users { get; set; } =
        new Dictionary<string, string>();

    /// <summary>The names of the streams that there are, children first to make it harder.</summary>
    public string[] Names { get; set; } = ["tasks", "contacts", "companies"];

    public static async Task<Town> OpenAsync()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
        return new Town(await SqliteSyncStore.OpenInMemoryAsync(time, default), time);
    }

    /// <summary>All streams once, as a command does it.</summary>
    public async Task<IReadOnlyDictionary<string, RunReport>> SyncAsync(RunOptions? options = null)
    {
        var reports = new Dictionary<string, RunReport>();
        foreach (var session in await SessionsAsync())
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            var report = await SyncBench.LiveAsync(
                session.SyncAsync(options ?? new RunOptions(), default),
                Time
            );
            reports[report.Stream["crm/".Length..]] = report;
        }
        return reports;
    }

    /// <summary>One stream alone.</summary>
    public Task<RunReport> SyncOnlyAsync(string name)
    {
        Time.Advance(TimeSpan.FromMinutes(1));
        return SessionOf(Streams().Single(s => s.Name == $"crm/{name}"))
            .SyncAsync(new RunOptions(), default);
    }

    public async Task<IReadOnlyList<SyncSession>> SessionsAsync() =>
        [.. (await OrderAsync()).Select(SessionOf)];

    public Task<IReadOnlyList<StreamDefinition>> OrderAsync() =>
        StreamSequence.OrderAsync(
            Streams(),
            EndpointOf("left", Left),
            EndpointOf("right", Right),
            Time,
            new Random(1),
            default
        );

    public StreamDefinition[] Streams()
    {
        var all = Names.Select(n => Configure(Definition(n))).ToArray();
        return [.. all.Select(s => s with { Siblings = all, Users = Users })];
    }

    public async Task<string[]> IssuesAsync()
    {
        var issues = Store.IssuesAsync(new IssueQuery(), default);
        return [.. await issues.Select(i => $"{i.Kind}: {i.Message}").ToListAsync()];
    }

    public async Task<IReadOnlyList<JournalEntry>> JournalAsync(string name) =>
        await Store
            .JournalAsync(new JournalQuery { Stream = $"crm/{name}" }, default)
            .ToListAsync();

    public SyncSession SessionOf(StreamDefinition stream) =>
        new(
            stream,
            EndpointOf("left", Left),
            EndpointOf("right", Right),
            Store,
            Time,
            new Random(1),
            null
        );

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    private SyncEndpoint EndpointOf(string name, TownApp app) =>
        new(name, app, new Budget(name, Time, new Random(1)));

    private static StreamDefinition Definition(string name) =>
        name switch
        {
            "companies" => Of(name, "company", "firm", "name", ("name", "name")),
            "contacts" => Of(
                name,
                "contact",
                "person",
                "email",
                ("email", "email"),
                ("name", "name"),
                ("company", "firm"),
                ("owner", "owner")
            ),
            _ => Of(
                name,
                "task",
                "todo",
                "title",
                ("title", "title"),
                ("done", "done"),
                ("contact", "person")
            ),
        };

    private static StreamDefinition Of(
        string name,
        string left,
        string right,
        string match,
        params (string Left, string Right)[] fields
    ) =>
        new()
        {
            Name = $"crm/{name}",
            LeftObject = left,
            RightObject = right,
            Match = [name == "tasks" ? ["contact", match] : [match]],
            Fields = [.. fields.Select(f => new FieldPair(f.Left, f.Right))],
            Deletes = DeletePolicy.Propagate,
            DeleteShareMax = 1,
        };

    private static ObjectSchema Company(string type) => new(type, [Text("name")]);

    private static ObjectSchema Contact() =>
        new(
            "contact",
            [
                new Field("email", "E-mail", FieldType.Email),
                Text("name"),
                Reference("company", "company"),
                Reference("owner", "user"),
            ]
        );

    private static ObjectSchema Person() =>
        new(
            "person",
            [
                new Field("email", "E-mail", FieldType.Email),
                Text("name"),
                Reference("firm", "firm"),
                Reference("owner", "user"),
            ]
        );

    private static ObjectSchema Task() =>
        new(
            "task",
            [
                Text("title"),
                new Field("done", "Done", FieldType.Bool),
                Reference("contact", "contact") with
                {
                    Required = true,
                },
            ]
        );

    private static ObjectSchema Todo() =>
        new(
            "todo",
            [
                Text("title"),
                new Field("done", "Done", FieldType.Bool),
                Reference("person", "person") with
                {
                    Required = true,
                },
            ]
        );

    private static ObjectSchema User() =>
        new("user", [new Field("email", "E-mail", FieldType.Email)]);

    private static Field Text(string key) => new(key, key, FieldType.Text);

    private static Field Reference(string key, string type) =>
        new(key, key, FieldType.Reference) { RefersTo = type };
}
