using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Xml.Linq;

namespace Tallystick.Tests.House;

/// <summary>A public type says what it is for. The compiler is not asked, as it would want every member.</summary>
public sealed class SummaryTests
{
    /// <summary>Small types whose members say it all. The list may shrink.</summary>
    private static readonly string[] ExplainedByTheirMembers =
    [
        "Tallystick.Connectors.Rest.WireForms",
        "Tallystick.Core.Comparison.ComparisonKinds",
        "Tallystick.Core.Records.Sides",
        "Tallystick.Core.Stores.IssueQuery",
        "Tallystick.Core.Stores.JournalQuery",
        "Tallystick.Engine.Runs.RunOptions",
        "Tallystick.HighLevel.Business",
        "Tallystick.HighLevel.LocationTag",
        "Tallystick.HighLevel.LocationUser",
    ];

    public static TheoryData<string> Parts =>
        ["Core", "HighLevel", "Engine", "Storage", "Connectors", "Sandbox"];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Every_public_type_says_what_it_is(string part)
    {
        var assembly = ArchitectureTests.AssemblyOf(part);
        var documented = XDocument
            .Load(Path.ChangeExtension(assembly.Location, ".xml"))
            .Descendants("member")
            .Where(m => m.Value.Trim().Length > 0)
            .Select(m => m.Attribute("name")!.Value)
            .ToHashSet();
        assembly
            .GetExportedTypes()
            .Where(t => !t.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
            // A case of a closed family is explained by its family; an enum by its members.
            .Where(t => !t.IsNested && !t.IsEnum)
            .Where(t => !t.IsAssignableTo(typeof(JsonSerializerContext)))
            .Select(t => t.FullName!)
            .Where(name => !documented.Contains("T:" + name))
            .ShouldBeSubsetOf(ExplainedByTheirMembers, part);
    }
}
