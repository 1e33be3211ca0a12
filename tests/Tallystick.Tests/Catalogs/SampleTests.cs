using Tallystick.Catalogs;
using Tallystick.Catalogs.Calls;

namespace Tallystick.Tests.Catalogs;

/// <summary>Samples, made or written by hand, are calls that fit the catalog.</summary>
public sealed class SampleTests
{
    public static TheoryData<string> Surfaces => ["2021", "v3"];

    [Theory]
    [MemberData(nameof(Surfaces))]
    public void A_valid_call_of_every_operation_can_be_made_of_its_types(string surface)
    {
        var catalog = Of(surface);
        var maker = new SampleMaker(catalog);

        FaultsOf(catalog, maker.Of).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Surfaces))]
    public void Every_sample_of_ours_fits_the_catalog(string surface) =>
        FaultsOf(Of(surface), o => BuiltInCatalogs.HighLevelHelp.SampleOf(o, surface))
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Surfaces))]
    public void The_groups_that_people_use_most_have_help_and_a_sample_for_each_operation(
        string surface
    )
    {
        string[] groups =
        [
            "contacts",
            "businesses",
            "locations",
            "users",
            "opportunities",
            "calendars",
        ];
        var operations = Of(surface).Operations.Where(o => groups.Contains(o.Group)).ToArray();

        operations.Length.ShouldBeGreaterThanOrEqualTo(126);
        operations
            .Where(o => BuiltInCatalogs.HighLevelHelp.SampleOf(o, surface) is null)
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_sample_of_an_event_has_only_what_its_payload_has()
    {
        string[] envelope = ["timestamp", "webhookId"];
        foreach (var trigger in BuiltInCatalogs.HighLevelTriggers.Triggers)
            if (
                BuiltInCatalogs.HighLevelHelp.Triggers.TryGetValue(trigger.Name, out var help)
                && help.Sample is { } sample
            )
                sample
                    .Select(f => f.Key)
                    .ShouldBeSubsetOf(trigger.Fields.Concat(envelope), trigger.Name);
    }

    [Fact]
    public void Help_is_about_what_there_is()
    {
        var help = BuiltInCatalogs.HighLevelHelp;
        var operations = Surfaces.SelectMany(s => Of(s.Data).Operations).Select(o => o.Name);

        help.Operations.Keys.ShouldBeSubsetOf(operations);
        help.Triggers.Keys.ShouldBeSubsetOf(
            BuiltInCatalogs.HighLevelTriggers.Triggers.Select(t => t.Name)
        );
    }

    private static Catalog Of(string surface) =>
        surface == "v3" ? BuiltInCatalogs.HighLevelV3 : BuiltInCatalogs.HighLevel2021;

    private static IEnumerable<string> FaultsOf(
        Catalog catalog,
        Func<CatalogOperation, CallSample?> sampleOf
    ) =>
        from operation in catalog.Operations
        let sample = sampleOf(operation)
        where sample is not null
        from fault in CallBuilder.Build(catalog, operation, SampleMaker.ToInput(sample)).Faults
        select $"{operation.Name}: {fault}";
}
