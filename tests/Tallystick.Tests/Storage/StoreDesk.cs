using Microsoft.Extensions.Time.Testing;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Storage;
using Record = Tallystick.Core.Records.Record;

namespace Tallystick.Tests.Storage;

/// <summary>A store, in a file or in memory, with a run under way and short words for what tests do.</summary>
internal sealed class StoreDesk : IAsyncDisposable
{
    public const string Stream = "crm/contacts";

    private readonly string? _folder;

    private StoreDesk(SqliteSyncStore store, Run run, FakeTimeProvider time, string? folder)
    {
        Store = store;
        Run = run;
        Time = time;
        _folder = folder;
    }

    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public SqliteSyncStore Store { get; private set; }

    public Run Run { get; private set; }

    public FakeTimeProvider Time { get; }

    public string Path => System.IO.Path.Combine(_folder!, "state.db");

    /// <summary>The listing that rows are staged by.</summary>
    public DateTimeOffset Listing { get; set; } = Start;

    public static async Task<StoreDesk> OpenAsync(bool inFile)
    {
        var time = new FakeTimeProvider(Start);
        var folder = inFile ? Directory.CreateTempSubdirectory("tallystick").FullName : null;
        var store = inFile
            ? await SqliteSyncStore.OpenAsync(
                System.IO.Path.Combine(folder!, "state.db"),
                time,
                default
            )
            : await SqliteSyncStore.OpenInMemoryAsync(time, default);
        var run = await store.BeginRunAsync(Stream, "sync", Start, default);
        return new StoreDesk(store, run, time, folder);
    }

    /// <summary>As after the process ended and another began.</summary>
    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = await SqliteSyncStore.OpenAsync(Path, Time, default);
    }

    public async Task BeginAsync() =>
        Run = await Store.BeginRunAsync(Stream, "sync", Time.GetUtcNow(), default);

    public Task StageAsync(Side side, params StagedRow[] rows) =>
        Store.StageAsync(
            Run,
            side,
            rows,
            new SideProgress { Listing = new Checkpoint { StartedAt = Listing } },
            default
        );

    public static StagedRow Row(string id, string? key = null, long? link = null, ulong hash = 1) =>
        new(new Record(id, [Value.Of(id)]), hash, link, [key]);

    public static LinkCommit Pair(
        string left,
        string right,
        string? key = null,
        long id = 0,
        LinkState state = LinkState.Active
    ) =>
        new(
            new Link(id, new LinkSide(left), new LinkSide(right)) { State = state },
            key is null ? null : [key],
            key is null ? null : [key]
        );

    public async Task<Link> LinkAsync(string left, string right, string? key = null)
    {
        await CommitAsync(new Commit { Links = [Pair(left, right, key)] });
        return (await Store.LinkOfAsync(Stream, Side.Left, left, default))!;
    }

    public Task CommitAsync(Commit commit) => Store.CommitAsync(Run, commit, default);

    public async Task<StagedRow?> StagedAsync(Side side, string id) =>
        (await Store.StagedAsync(Stream, side, [id], default)).SingleOrDefault();

    public Task<Link?> LinkOfAsync(Side side, string id) =>
        Store.LinkOfAsync(Stream, side, id, default);

    /// <summary>Groups as "key: left… | right…"; a holder with a link carries its number.</summary>
    public async Task<string[]> GroupsAsync(int rule = 0)
    {
        var groups = new List<string>();
        await foreach (var group in Store.KeyGroupsAsync(Stream, rule, default))
            groups.Add($"{group.Key}: {Words(group.Left)} | {Words(group.Right)}");
        return [.. groups];
    }

    /// <summary>The pages of work as "link/left/right", one text for each page.</summary>
    public async Task<string[]> PagesAsync(int limit)
    {
        var pages = new List<string>();
        string? after = null;
        do
        {
            var (items, next) = await Store.WorkAsync(Stream, after, limit, default);
            pages.Add(string.Join(" ", items.Select(Words)));
            after = next;
        } while (after is not null);
        return [.. pages];
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private static string Words(IReadOnlyList<KeyHolder> holders) =>
        string.Join(
            " ",
            holders.Select(h => h.LinkId is { } link ? $"{h.RecordId}@{link}" : h.RecordId)
        );

    private static string Words(WorkItem item) =>
        $"{item.Link?.Id}/{item.Left?.Record.Id}/{item.Right?.Record.Id}";
}
