using System.Globalization;

namespace Tallystick.Tests.Cli;

/// <summary>A sync of two CSV files in a folder of its own, worked on by the commands within the test.</summary>
internal sealed class TwoFiles : IDisposable
{
    public const string Header = "Id,Email,Name,City";

    private readonly string _folder = Directory.CreateTempSubdirectory("tally-two").FullName;

    /// <param name="stream">More lines of the stream.</param>
    public TwoFiles(string stream = "conflict: ask", string fields = "[Email, Name, City]")
    {
        File.WriteAllText(
            Path,
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                version: 1
                connections:
                  here: { connector: csv, path: left.csv, key: Id }
                  there: { connector: csv, path: right.csv, key: Id }
                syncs:
                  crm:
                    left: here
                    right: there
                    streams:
                      people:
                        left: row
                        right: row
                        match: [Email]
                        {{stream.ReplaceLineEndings("\n        ")}}
                        fields:
                {{string.Join(
                    '\n',
                    fields.Trim('[', ']').Split(", ").Select(f => $"          - [{f}, {f}]")
                )}}

                """
            )
        );
        Left();
        Right();
    }

    public string Path => System.IO.Path.Combine(_folder, "tallystick.yaml");

    public string PathOf(string name) => System.IO.Path.Combine(_folder, name);

    /// <summary>Edits the sync file.</summary>
    public void Rewrite(string old, string now)
    {
        var text = File.ReadAllText(Path);
        text.ShouldContain(old, Case.Sensitive);
        File.WriteAllText(Path, text.Replace(old, now, StringComparison.Ordinal));
    }

    public void Left(params string[] rows) => Write("left.csv", rows);

    public void Right(params string[] rows) => Write("right.csv", rows);

    public string[] LeftRows => Read("left.csv");

    public string[] RightRows => Read("right.csv");

    /// <summary>A command that takes the sync file first.</summary>
    public Task<Said> TallyAsync(string command, params string[] arguments) =>
        Said.OfAsync([command, Path, .. arguments]);

    public Task<Said> JsonAsync(string command, params string[] arguments) =>
        Said.OfAsync([command, Path, .. arguments, "--output", "json"]);

    /// <summary>Exit code 3 is a success with issues.</summary>
    public async Task<Said> SyncAsync(params string[] arguments)
    {
        var said = await JsonAsync("sync", arguments);
        (said.Code is 0 or 3).ShouldBeTrue(said.Output + said.Error);
        return said;
    }

    public Task<Said> ShowAsync(long number, params string[] arguments) =>
        Said.OfAsync([
            "issues",
            "show",
            number.ToString(CultureInfo.InvariantCulture),
            "--file",
            Path,
            .. arguments,
        ]);

    public Task<Said> ResolveAsync(params string[] arguments) =>
        Said.OfAsync(["issues", "resolve", "--file", Path, .. arguments]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string name, string[] rows) =>
        File.WriteAllLines(PathOf(name), [Header, .. rows]);

    private string[] Read(string name) => [.. File.ReadAllLines(PathOf(name)).Skip(1)];
}
