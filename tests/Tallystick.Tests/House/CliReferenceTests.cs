using System.CommandLine;
using System.Text;
using Tallystick.Cli.Commands;
using Tallystick.Cli.Output;

namespace Tallystick.Tests.House;

/// <summary>The page on the command line says of every command what the program itself says.</summary>
public sealed class CliReferenceTests
{
    private static readonly string Page = Repository.Read("docs/cli.md");

    private static readonly RootCommand Root = TallyRoot.Build(Terminal.OfProcess());

    public static TheoryData<string> Commands => [.. Root.Subcommands.Select(c => c.Name)];

    /// <summary>On failure, the message is the text to put into the page.</summary>
    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_has_its_part_of_the_page(string name) =>
        Page.ShouldContain(PartOf(Root.Subcommands.Single(c => c.Name == name)), Case.Sensitive);

    [Fact]
    public void The_page_has_no_other_commands() =>
        Page.Split('\n')
            .Where(l => l.StartsWith("## tally ", StringComparison.Ordinal))
            .Select(l => l["## tally ".Length..])
            .ShouldBe(Root.Subcommands.Select(c => c.Name));

    [Fact]
    public void The_options_of_all_commands_are_there() =>
        Page.ShouldContain(Row(TallyRoot.Output), Case.Sensitive);

    private static string PartOf(Command command)
    {
        var part = new StringBuilder();
        part.Append("## tally ").Append(command.Name).Append("\n\n");
        part.Append(command.Description).Append('\n');
        if (command.Arguments.Count + command.Options.Count > 0)
            part.Append("\n| | | default |\n| --- | --- | --- |\n");
        foreach (var argument in command.Arguments)
            part.Append(Row(argument));
        foreach (var option in command.Options)
            part.Append(Row(option));
        return part.ToString();
    }

    private static string Row(Argument argument) =>
        $"| `{argument.Name.ToUpperInvariant()}` | {argument.Description} | {DefaultOf(argument.HasDefaultValue, argument.GetDefaultValue)}|\n";

    private static string Row(Option option)
    {
        var names = string.Join(", ", option.Aliases.Prepend(option.Name).Select(n => $"`{n}`"));
        return $"| {names} | {option.Description} | {DefaultOf(option.HasDefaultValue, option.GetDefaultValue)}|\n";
    }

    private static string DefaultOf(bool has, Func<object?> value) =>
        (has ? value() : null) switch
        {
            null or false or 0 => "",
            Enum word => $"`{word.ToString().ToLowerInvariant()}` ",
            var usual => $"`{usual}` ",
        };
}
