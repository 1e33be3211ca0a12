using System.Text.Json;
using System.Text.RegularExpressions;
using Tallystick.Catalogs.Calls;

namespace Tallystick.Catalogs.Export;

/// <summary>
/// A valid call of each operation, with what differs from account to account as variables in
/// double braces: "{{locationId}}".
/// </summary>
internal sealed partial class ExportSamples(Catalog catalog, CatalogHelp help)
{
    public static JsonSerializerOptions Pretty { get; } =
        new()
        {
            WriteIndented = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };

    private readonly SampleMaker _maker = new(catalog);

    public CallRequest Of(CatalogOperation operation)
    {
        var sample = help.SampleOf(operation, catalog.Surface) ?? _maker.Of(operation);
        return CallBuilder
            .Build(catalog, operation, SampleMaker.ToInput(sample))
            .Checked(operation);
    }

    public string? HelpOf(CatalogOperation operation) =>
        help.Operations.TryGetValue(operation.Name, out var found) ? found.Help : null;

    /// <summary>An escaped address with its variables readable again.</summary>
    public static string WithVariables(string address) => Escaped().Replace(address, "{{$1}}");

    /// <summary>The names of the variables of a text, in the order in which they come.</summary>
    public static IEnumerable<string> VariablesIn(string text) =>
        Variable().Matches(text).Select(m => m.Groups[1].Value);

    [GeneratedRegex("%7B%7B([A-Za-z]+)%7D%7D")]
    private static partial Regex Escaped();

    [GeneratedRegex(@"\{\{([A-Za-z]+)\}\}")]
    private static partial Regex Variable();
}

/// <summary>What an export needs to know beyond the catalog.</summary>
/// <param name="Title">What people call the app.</param>
/// <param name="BaseUrl">Where it answers; empty leaves it to who uses the file.</param>
/// <param name="Group">Only this group; null for all.</param>
public sealed record ExportOptions(string Title, string BaseUrl, string? Group = null)
{
    internal IEnumerable<CatalogOperation> Chosen(Catalog catalog) =>
        catalog.Operations.Where(o => Group is null || o.Group == Group);
}
