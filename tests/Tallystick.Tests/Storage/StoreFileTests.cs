using Microsoft.Data.Sqlite;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Storage;

namespace Tallystick.Tests.Storage;

public sealed class StoreFileTests
{
    [Fact]
    public async Task Everything_committed_is_there_after_a_run_that_never_ended()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: true);
        await desk.StageAsync(Side.Left, StoreDesk.Row("l1", "k"), StoreDesk.Row("l2", "k2"));
        await desk.Store.AddIntentsAsync(
            desk.Run,
            [new Intent(Side.Right, "l2", [], StoreDesk.Start)],
            default
        );
        await desk.CommitAsync(
            new Commit
            {
                Links = [StoreDesk.Pair("l1", "r1", "k")],
                Settled = [(Side.Left, "l1")],
                Journal = [new JournalEntry(JournalKind.Linked, StoreDesk.Start)],
                Issues = [new Issue(IssueKind.BadRow, "i", "m")],
            }
        );

        await desk.ReopenAsync();

        (await desk.LinkOfAsync(Side.Right, "r1")).ShouldNotBeNull();
        (await desk.PagesAsync(10)).ShouldBe(["/l2/"]);
        await desk.StageAsync(Side.Right, StoreDesk.Row("r9", "k2"));
        (await desk.GroupsAsync()).ShouldBe(["k2: l2 | r9"]);
        (await desk.Store.IntentsAsync(StoreDesk.Stream, default)).Count.ShouldBe(1);
        (await desk.Store.JournalAsync(new(), default).CountAsync()).ShouldBe(1);
        (await desk.Store.IssuesAsync(new(), default).CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_run_goes_on_after_the_file_was_opened_anew_until_another_begins()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: true);
        var first = desk.Run;
        await desk.ReopenAsync();
        await desk.LinkAsync("l1", "r1");

        await desk.BeginAsync();

        var attempt = () => desk.Store.SetMappingAsync(first, "m", default);
        await attempt.ShouldThrowAsync<StaleRunException>();
        (await desk.LinkAsync("l2", "r2")).Id.ShouldBe(2);
    }

    [Fact]
    public async Task Two_stores_on_one_file_fence_each_other()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: true);
        await using var twin = await SqliteSyncStore.OpenAsync(desk.Path, desk.Time, default);
        await twin.BeginRunAsync(StoreDesk.Stream, "sync", StoreDesk.Start, default);

        var attempt = () => desk.Store.SetMappingAsync(desk.Run, "m", default);

        await attempt.ShouldThrowAsync<StaleRunException>();
    }

    [Fact]
    public async Task The_folder_of_a_new_file_is_made()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: true);
        var path = Path.Combine(Path.GetDirectoryName(desk.Path)!, "a", "b", "state.db");

        await using (await SqliteSyncStore.OpenAsync(path, desk.Time, default)) { }

        File.Exists(path).ShouldBeTrue();
    }

    [Fact]
    public async Task A_path_that_cannot_hold_a_state_is_told_with_the_way_out()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: true);
        var folder = Path.GetDirectoryName(desk.Path)!;

        (await RefusalOfAsync(folder)).Message.ShouldEndWith(
            "is a folder, and the state is a file."
        );
        (await RefusalOfAsync(folder)).Hint.ShouldNotBeNull().ShouldContain("'state:'");
        var inFile = await RefusalOfAsync(Path.Combine(desk.Path, "state.db"));
        inFile.Message.ShouldBe($"The folder '{desk.Path}' for the state cannot be made.");
        inFile.Hint.ShouldNotBeNull();
        Should
            .Throw<StoreException>(() => SyncLock.TryTake(Path.Combine(desk.Path, "state.db")))
            .Message.ShouldBe(inFile.Message);
    }

    [Fact]
    public async Task A_damaged_file_names_the_backup()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: true);
        var whole = Path.Combine(Path.GetDirectoryName(desk.Path)!, "damaged.db");
        await using (await SqliteSyncStore.OpenAsync(whole, desk.Time, default)) { }
        var bytes = await File.ReadAllBytesAsync(whole);
        await File.WriteAllBytesAsync(whole, bytes[..(bytes.Length / 2)]);

        var refusal = await Should.ThrowAsync<StoreException>(async () =>
        {
            await using var store = await SqliteSyncStore.OpenAsync(whole, desk.Time, default);
            await store.BeginRunAsync(StoreDesk.Stream, "sync", StoreDesk.Start, default);
            await store.IssuesAsync(new(), default).CountAsync();
            await store.JournalAsync(new(), default).CountAsync();
        });

        refusal.Message.ShouldContain("damaged.db'");
        refusal.Message.ShouldContain("the file is damaged");
        refusal.Hint.ShouldNotBeNull().ShouldContain("backup");
    }

    private static async Task<StoreException> RefusalOfAsync(string path)
    {
        var attempt = () => SqliteSyncStore.OpenAsync(path, TimeProvider.System, default);
        return await attempt.ShouldThrowAsync<StoreException>();
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_alone()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: true);
        var path = desk.Path + ".txt";
        var text = string.Concat(Enumerable.Repeat("Dear diary. ", 200));
        await File.WriteAllTextAsync(path, text);

        var problem = await RefusalAsync(desk, path);

        problem.ShouldContain("is not a Tallystick state file");
        (await File.ReadAllTextAsync(path)).ShouldBe(text);
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: true);
        var path = desk.Path + ".other";
        Execute(path, "CREATE TABLE recipes (id INTEGER)");

        (await RefusalAsync(desk, path)).ShouldContain("another program");
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: true);
        Execute(desk.Path, "PRAGMA user_version = 999");

        (await RefusalAsync(desk, desk.Path)).ShouldContain("newer");
    }

    [Fact]
    public async Task A_disposed_store_says_so()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: true);
        await desk.Store.DisposeAsync();

        var attempt = () => desk.LinkOfAsync(Side.Left, "l1");

        await attempt.ShouldThrowAsync<ObjectDisposedException>();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copy_has_all_and_shares_nothing_from_then_on(bool inFile)
    {
        await using var desk = await StoreDesk.OpenAsync(inFile);
        await desk.LinkAsync("l1", "r1");

        await using var copy = await desk.Store.CopyAsync(default);
        await copy.ProposeLinksAsync(desk.Run, [("in copy", "in copy")], default);
        await desk.LinkAsync("in first", "in first");

        (await copy.LinkOfAsync(StoreDesk.Stream, Side.Left, "l1", default)).ShouldNotBeNull();
        (await copy.LinkOfAsync(StoreDesk.Stream, Side.Left, "in first", default)).ShouldBeNull();
        (await desk.LinkOfAsync(Side.Left, "in copy")).ShouldBeNull();
    }

    [Fact]
    public async Task A_run_on_a_copy_fences_no_run_on_the_first()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: true);
        await using var copy = await desk.Store.CopyAsync(default);

        await copy.BeginRunAsync(StoreDesk.Stream, "plan", StoreDesk.Start, default);

        await desk.LinkAsync("l1", "r1");
    }

    [Fact]
    public async Task Concurrent_use_loses_nothing()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: true);

        await Parallel.ForAsync(
            0,
            200,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (i, _) =>
            {
                await desk.LinkAsync($"l{i}", $"r{i}", $"k{i}");
                await desk.GroupsAsync();
            }
        );

        (await desk.Store.CountLinksAsync(StoreDesk.Stream, default)).ShouldBe((200, 200));
    }

    private static async Task<string> RefusalAsync(StoreDesk desk, string path)
    {
        var attempt = () => SqliteSyncStore.OpenAsync(path, desk.Time, default);
        return (await attempt.ShouldThrowAsync<StoreException>()).Message;
    }

    private static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
