using System.Globalization;

namespace Tallystick.Storage;

/// <summary>The steps from an empty file to this version's tables, one SQL file each.</summary>
internal static class Migrations
{
    private const string Folder = "Migrations/";

    public static long Newest { get; } =
        typeof(Migrations)
            .Assembly.GetManifestResourceNames()
            .Count(n => n.StartsWith(Folder, StringComparison.Ordinal));

    public static string Of(long version)
    {
        var name = Folder + version.ToString("0000", CultureInfo.InvariantCulture);
        using var stream = typeof(Migrations).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
