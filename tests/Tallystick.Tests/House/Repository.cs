using System.Diagnostics;
using System.Xml.Linq;

namespace Tallystick.Tests.House;

/// <summary>The checked-out repository that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] BinaryEndings = [".png", ".ico", ".db", ".gz", ".zip"];

    private static readonly Lazy<IReadOnlyList<string>> Files = new(List);

    public static string Root { get; } = FindRoot();

    /// <summary>What belongs to the repository: tracked, or new and not ignored; relative, with slashes.</summary>
    public static IReadOnlyList<string> AllFiles => Files.Value;

    public static IEnumerable<string> TextFiles =>
        AllFiles.Where(f => !BinaryEndings.Contains(Path.GetExtension(f)));

    public static IEnumerable<string> FilesUnder(string folder, string ending) =>
        AllFiles.Where(f =>
            f.StartsWith(folder, StringComparison.Ordinal)
            && f.EndsWith(ending, StringComparison.Ordinal)
        );

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static XDocument ReadXml(string file) => XDocument.Parse(Read(file));

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Tallystick.slnx")))
            folder = folder.Parent;
        return folder?.FullName
            ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    private static List<string> List()
    {
        var start = new ProcessStartInfo(
            "git",
            ["ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        )
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        git.ExitCode.ShouldBe(0, "git ls-files");
        // A file deleted but not yet committed is listed, and is not there.
        return [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(Exists)];
    }
}
