using Tallystick.Engine.Configuration;

namespace Tallystick.Cli.Templates;

/// <summary>The sync files that are ready but for the addresses: one for each way people work.</summary>
internal static class SyncTemplates
{
    /// <summary>What <c>tally init</c> writes without a template: a mapping suggested from both sides.</summary>
    public const string Usual = "two-way";

    private const string Prefix = "Tallystick.Cli.Templates.";
    private const string Suffix = ".yaml";

    /// <summary>Where the connections go.</summary>
    private const string Connections = "#connections#\n";

    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(SyncTemplates)
            .Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^Suffix.Length])
            .Append(Usual)
            .Order(StringComparer.Ordinal),
    ];

    /// <exception cref="UserException">There is no such template.</exception>
    public static void Check(string name)
    {
        if (!Names.Contains(name))
            throw new UserException(
                $"There is no template '{name}'.",
                $"There are {string.Join(", ", Names)}.",
                ExitCode.Usage
            );
    }

    /// <summary>What it is for, in a sentence.</summary>
    public static string SummaryOf(string name) =>
        name == Usual
            ? "Contacts kept alike on both sides, with a mapping suggested from both."
            : Read(name).Split('\n')[0].TrimStart('#', ' ');

    /// <summary>The sync file of a template, between two connections.</summary>
    public static string Write(string name, DraftConnection highLevel, DraftConnection app) =>
        Read(name)
            .Replace(
                Connections,
                SyncFileText.WriteConnections([
                    highLevel with
                    {
                        Name = "highlevel",
                    },
                    app with
                    {
                        Name = "app",
                    },
                ]),
                StringComparison.Ordinal
            );

    private static string Read(string name)
    {
        using var stream = typeof(SyncTemplates).Assembly.GetManifestResourceStream(
            Prefix + name + Suffix
        )!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
