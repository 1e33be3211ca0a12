using Tallystick.Cli.Proofs;
using Tallystick.Engine.Verifying;

namespace Tallystick.Tests.Cli;

/// <summary>What <c>tally verify</c> tells the shell.</summary>
public sealed class VerifyTests
{
    [Fact]
    public async Task What_an_open_question_holds_back_is_told_by_the_exit_code()
    {
        using var files = new TwoFiles("changes-max: 2");
        files.Left([.. Enumerable.Range(1, 9).Select(i => $"{i},p{i}@x.org,N{i},C{i}")]);
        await files.SyncAsync();
        files.Left([.. Enumerable.Range(1, 9).Select(i => $"{i},p{i}@x.org,N{i},D{i}")]);
        await files.SyncAsync();

        var said = await files.TallyAsync("verify");

        said.Code.ShouldBe(3);
        said.Output.ShouldContain("9 compared, 0 equal, 9 held");
        said.Output.ShouldContain("suspicious-change");
    }

    [Fact]
    public async Task Pairs_outside_the_filter_are_told()
    {
        using var files = new TwoFiles("filter: { left: { City: C1 } }");
        files.Left("1,p1@x.org,N1,C1", "2,p2@x.org,N2,C1");
        await files.SyncAsync();
        files.Left("1,p1@x.org,N1,C1", "2,p2@x.org,N2,C2");

        var said = await files.TallyAsync("verify");

        said.Code.ShouldBe(0);
        said.Output.ShouldContain(
            "1 outside the filter: linked, not compared and not kept in step"
        );
        (await files.JsonAsync("verify")).Json.GetProperty("outsideFilter").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Reports_of_the_same_second_do_not_overwrite_each_other()
    {
        using var files = new TwoFiles();
        var proof = new Proof
        {
            Program = "1",
            At = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero),
            File = "tallystick.yaml",
            Streams = [],
        };
        var folder = files.PathOf("reports");
        var written = new List<(string Json, string Page, string Fingerprint)>();

        foreach (var showsValues in new[] { false, true, false })
            written.Add(
                await ProofFiles.WriteAsync(
                    proof with
                    {
                        ShowsValues = showsValues,
                    },
                    folder,
                    files.PathOf("state.db"),
                    default
                )
            );

        written
            .Select(w => Path.GetFileName(w.Json))
            .ShouldBe([
                "verify-20260301-080000.json",
                "verify-20260301-080000-2.json",
                "verify-20260301-080000-3.json",
            ]);
        Directory.GetFiles(folder).Length.ShouldBe(6);
        foreach (var (json, page, _) in written)
        {
            (await ProofFiles.CheckAsync(json, default)).IsWhole.ShouldBeTrue();
            (await File.ReadAllTextAsync(page)).ShouldContain(Path.GetFileName(json));
        }
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(written[1].Json)
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task The_first_reports_of_several_processes_are_signed_by_one_key()
    {
        using var files = new TwoFiles();
        var state = files.PathOf("state.db");

        var keys = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => ProofKey.OpenAsync(state, default)))
        );

        keys.Select(ProofSeal.FingerprintOf).Distinct().ShouldHaveSingleItem();
        Directory.GetFiles(Path.GetDirectoryName(state)!, "state.db*").Length.ShouldBe(1);
        foreach (var key in keys)
            key.Dispose();
    }

    [Fact]
    public async Task Deletes_that_are_asked_about_are_held_too()
    {
        using var files = new TwoFiles("deletes: propagate");
        string[] rows = [.. Enumerable.Range(1, 9).Select(i => $"{i},p{i}@x.org,N{i},C{i}")];
        files.Left(rows);
        await files.SyncAsync();
        files.Left([.. rows.Skip(6)]);
        await files.SyncAsync();

        var said = await files.JsonAsync("verify");

        said.Code.ShouldBe(3);
        (
            said.Json.GetProperty("held").GetInt64(),
            said.Json.GetProperty("equal").GetInt64()
        ).ShouldBe((6, 3));
        said.Json.GetProperty("inSync").GetBoolean().ShouldBeTrue();
    }
}
