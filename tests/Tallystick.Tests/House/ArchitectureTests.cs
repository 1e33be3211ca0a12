using System.Reflection;

namespace Tallystick.Tests.House;

/// <summary>
/// The arrows between the parts point one way: the domain is in the middle, technologies are around
/// it and do not know each other, the program wires them.
/// </summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Core"] = [],
        ["Catalogs"] = [],
        ["HighLevel"] = ["Catalogs"],
        ["Sandbox"] = ["Catalogs"],
        ["Engine"] = ["Core"],
        ["Storage"] = ["Core"],
        ["Connectors"] = ["Catalogs", "Core", "HighLevel"],
        ["Simulation"] = ["Core", "Engine", "Storage"],
        ["Cli"] =
        [
            "Catalogs",
            "Core",
            "HighLevel",
            "Sandbox",
            "Engine",
            "Storage",
            "Simulation",
            "Connectors",
        ],
    };

    /// <summary>The domain computes with value libraries only; what stands alone brings nothing along.</summary>
    private static readonly Dictionary<string, string[]> MayBring = new()
    {
        ["Core"] =
        [
            "F23.StringSimilarity",
            "Fluid.Core",
            "libphonenumber-csharp",
            "System.IO.Hashing",
            "YamlDotNet",
        ],
        ["Catalogs"] = [],
        ["HighLevel"] = ["Microsoft.Extensions.Http", "NSec.Cryptography"],
        ["Engine"] = ["Cronos"],
        ["Sandbox"] = ["libphonenumber-csharp", "NSec.Cryptography"],
    };

    public static TheoryData<string> Parts => [.. MayReference.Keys];

    public static TheoryData<string> PartsWithFewPackages => [.. MayBring.Keys];

    [Fact]
    public void Every_project_in_src_has_its_arrows_written_down() =>
        Repository
            .FilesUnder("src/", ".csproj")
            .Select(Path.GetFileNameWithoutExtension)
            .ShouldBe(MayReference.Keys.Select(p => $"Tallystick.{p}"), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_project_names_only_what_it_may(string part) =>
        Includes(part, "ProjectReference")
            .Select(Path.GetFileNameWithoutExtension)
            .ShouldBeSubsetOf(MayReference[part].Select(p => $"Tallystick.{p}"), part);

    [Theory]
    [MemberData(nameof(Parts))]
    public void An_assembly_uses_only_what_it_may(string part) =>
        AssemblyOf(part)
            .GetReferencedAssemblies()
            .Select(a => a.Name!)
            .Where(a => a.StartsWith("Tallystick.", StringComparison.Ordinal))
            .ShouldBeSubsetOf(MayReference[part].Select(p => $"Tallystick.{p}"), part);

    [Theory]
    [MemberData(nameof(PartsWithFewPackages))]
    public void A_part_brings_few_packages(string part) =>
        Includes(part, "PackageReference").ShouldBeSubsetOf(MayBring[part], part);

    internal static Assembly AssemblyOf(string part) =>
        Assembly.Load(part == "Cli" ? "tally" : $"Tallystick.{part}");

    private static IEnumerable<string> Includes(string part, string element) =>
        Repository
            .ReadXml($"src/Tallystick.{part}/Tallystick.{part}.csproj")
            .Descendants(element)
            .Select(e => e.Attribute("Include")!.Value.Replace('\\', '/'));
}
