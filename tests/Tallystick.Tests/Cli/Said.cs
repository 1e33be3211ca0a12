using System.Text.Json;
using Spectre.Console;
using Tallystick.Cli.Commands;
using Tallystick.Cli.Output;

namespace Tallystick.Tests.Cli;

/// <summary>What a command said and told the shell, run within the test.</summary>
internal sealed record Said(int Code, string Output, string Error)
{
    public JsonElement Json => JsonElement.Parse(Output);

    public IReadOnlyList<JsonElement> Lines =>
        [
            .. Output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => JsonElement.Parse(l)),
        ];

    public static async Task<Said> OfAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = Terminal(output, error);
        var code = await TallyRoot.RunAsync(arguments, terminal);
        return new Said(code, output.ToString(), error.ToString());
    }

    public static Terminal Terminal(TextWriter output, TextWriter error)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) }
        );
        return new Terminal(console, output, error, isInteractive: false);
    }
}
