using Microsoft.Extensions.Time.Testing;
using Tallystick.Core.Mapping;
using Tallystick.Core.Stores;
using Tallystick.Engine.Budgets;
using Tallystick.Engine.Runs;
using Tallystick.Storage;

namespace Tallystick.Tests.Engine;

/// <summary>The real engine and the real store between two apps in memory.</summary>
internal sealed class SyncBench : IAsyncDisposable
{
    private static readonly string[] Fields = ["email", "phone", "name", "city", "tags"];

    private SyncBench(SqliteSyncStore store, FakeTimeProvider time, bool areFiles)
    {
        Store = store;
        Time = time;
        Left = new MemoryApp("l") { IsFile = areFiles };
        Right = new MemoryApp("r") { IsFile = areFiles };
    }

    public MemoryApp Left { get; }

    public MemoryApp Right { get; }

    public SqliteSyncStore Store { get; }

    public FakeTimeProvider Time { get; }

    public StreamDefinition Stream { get; set; } =
        new()
        {
            Name = "crm/people",
            LeftObject = MemoryApp.ObjectType,
            RightObject = MemoryApp.ObjectType,
            Fields = [.. Fields.Select(f => new FieldPair(f, f))],
            Match =
            [
                ["email"],
            ],
            Conflict = ConflictPolicy.Left,
            Deletes = DeletePolicy.Propagate,
        };

    /// <param name="people">So many on the left, in step with the right one.</param>
    public static async Task<SyncBench> StartAsync(
        int people,
        Func<StreamDefinition, StreamDefinition>? with = null,
        bool areFiles = false
    )
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
        var store = await SqliteSyncStore.OpenInMemoryAsync(time, default);
        var bench = new SyncBench(store, time, areFiles);
        bench.Stream = with?.Invoke(bench.Stream) ?? bench.Stream;
        for (var i = 1; i <= people; i++)
            bench.Left.Add(
                ("email", $"p{i}@x"),
                ("name", $"N{i}"),
                ("city", $"C{i}"),
                ("tags", $"t{i}")
            );
        if (people > 0)
            await bench.SyncAsync();
        bench.Forget();
        return bench;
    }

    /// <summary>Writes so far are of no interest any more.</summary>
    public void Forget()
    {
        Left.Writes.Clear();
        Right.Writes.Clear();
    }

    public async Task<RunReport> SyncAsync(RunOptions? options = null)
    {
        Time.Advance(TimeSpan.FromMinutes(10));
        return await LiveAsync(Session().SyncAsync(options ?? new RunOptions(), default), Time);
    }

    /// <summary>Time goes on for a run that waits for it.</summary>
    public static async Task<T> LiveAsync<T>(Task<T> run, FakeTimeProvider time)
    {
        while (await Task.WhenAny(run, Task.Delay(50)) != run)
            time.Advance(TimeSpan.FromSeconds(1));
        return await run;
    }

    public Task<PlanReport> PlanAsync() => Session().PlanAsync(new RunOptions(), default);

    public Task<VerifyReport> VerifyAsync() => Session().VerifyAsync(new RunOptions(), default);

    public SyncSession Session() =>
        new(
            Stream,
            new SyncEndpoint("crm", Left, new Budget("crm", Time, new Random(1))),
            new SyncEndpoint("erp", Right, new Budget("erp", Time, new Random(2))),
            Store,
            Time,
            new Random(3),
            null
        );

    public async Task<List<Issue>> IssuesAsync(IssueKind? kind = null) =>
        await Store
            .IssuesAsync(new IssueQuery { Stream = Stream.Name, Kind = kind }, default)
            .ToListAsync();

    public async Task<List<JournalEntry>> JournalAsync(JournalKind kind) =>
        await Store
            .JournalAsync(new JournalQuery { Stream = Stream.Name, Kind = kind }, default)
            .ToListAsync();

    public async Task DecideAsync(Issue issue, string verb) =>
        await Store.DecideAsync(
            new Decision(Stream.Name, issue.Key, verb, null, "ada", Time.GetUtcNow()),
            default
        );

    public async Task<int> OpenDecisionsAsync() =>
        (await Store.DecisionsAsync(Stream.Name, default)).Count;

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
