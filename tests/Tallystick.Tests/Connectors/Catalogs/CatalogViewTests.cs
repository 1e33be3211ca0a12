using Spectre.Console;
using Tallystick.Catalogs;
using Tallystick.Cli.Catalogs;
using Tallystick.Cli.Output;

namespace Tallystick.Tests.Connectors.Catalogs;

/// <summary>What comes along can be looked at, each and all of it.</summary>
public sealed class CatalogViewTests
{
    public static TheoryData<string> Surfaces => ["2021", "v3"];

    [Theory]
    [MemberData(nameof(Surfaces))]
    public void Every_operation_can_be_shown_to_people_and_to_programs(string surface)
    {
        var catalog = surface == "v3" ? BuiltInCatalogs.HighLevelV3 : BuiltInCatalogs.HighLevel2021;
        foreach (var isJson in new[] { false, true })
        foreach (var operation in catalog.Operations)
            Shown(isJson, t => CatalogView.Show(t, [catalog], operation.Name))
                .ShouldContain(operation.Path);
    }

    [Fact]
    public void Every_trigger_can_be_shown()
    {
        foreach (var trigger in BuiltInCatalogs.HighLevelTriggers.Triggers)
            Shown(false, t => CatalogView.Show(t, [BuiltInCatalogs.HighLevelV3], trigger.Name))
                .ShouldContain(trigger.Title);
    }

    [Fact]
    public void What_a_body_takes_is_told_with_what_it_needs()
    {
        var shown = Shown(
            false,
            t => CatalogView.Show(t, [BuiltInCatalogs.HighLevel2021], "contacts.create-task")
        );

        shown.ShouldContain("* title: text");
        shown.ShouldContain("* completed: true or false");
        shown.ShouldContain("  assignedTo: text");
        shown.ShouldContain("scopes contacts.write");
    }

    private static string Shown(bool isJson, Action<Terminal> show)
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) }
        );
        console.Profile.Width = 400;
        var terminal = new Terminal(console, output, output, isInteractive: false)
        {
            IsJson = isJson,
        };
        show(terminal);
        return output.ToString();
    }
}
