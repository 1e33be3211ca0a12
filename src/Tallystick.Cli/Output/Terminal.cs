using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace Tallystick.Cli.Output;

/// <summary>Where a command speaks: text for people, or one JSON object a line for programs.</summary>
internal sealed class Terminal(
    IAnsiConsole console,
    TextWriter output,
    TextWriter error,
    bool isInteractive
)
{
    /// <summary>Set by <c>--output json</c>.</summary>
    public bool IsJson { get; set; }

    /// <summary>A person sits in front of it: bars may move and questions may be asked.</summary>
    public bool IsInteractive => isInteractive && !IsJson;

    public IAnsiConsole Console => console;

    public TextWriter Error => error;

    public TextWriter Out => output;

    public static Terminal OfProcess()
    {
        System.Console.OutputEncoding = new UTF8Encoding(false);
        var isPiped = System.Console.IsOutputRedirected;
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(System.Console.Out),
                Interactive = isPiped ? InteractionSupport.No : InteractionSupport.Detect,
            }
        );
        if (isPiped)
            console.Profile.Width = 140;
        return new Terminal(
            console,
            System.Console.Out,
            System.Console.Error,
            !isPiped && !System.Console.IsInputRedirected
        );
    }

    /// <summary>A line for people; programs do not see it. In a pipe it stays one, to be searched.</summary>
    public void Say(string text)
    {
        if (IsJson)
            return;
        if (IsTerminal)
            console.WriteLine(Harmless(text));
        else
            output.WriteLine(Harmless(text));
    }

    /// <summary>A line for people that stays one however long it is, as a log's must.</summary>
    public void Log(string text)
    {
        if (!IsJson)
            output.WriteLine(Harmless(text.ReplaceLineEndings(" ")));
    }

    /// <summary>A line of Spectre's markup for people.</summary>
    public void SayMarkup(string markup)
    {
        if (IsJson)
            return;
        if (IsTerminal)
            console.MarkupLine(Harmless(markup));
        else
            output.WriteLine(Harmless(Markup.Remove(markup)));
    }

    public void Show(Spectre.Console.Rendering.IRenderable renderable)
    {
        if (!IsJson)
            console.Write(renderable);
    }

    /// <summary>An object on one line for programs; people do not see it.</summary>
    public void Emit(string eventName, Action<Utf8JsonWriter> properties)
    {
        if (!IsJson)
            return;
        output.WriteLine(JsonLine.Of(eventName, properties));
        output.Flush();
    }

    /// <summary>What went wrong and the way out; the last line a command writes.</summary>
    public void Fail(string message, string? hint)
    {
        if (IsJson)
        {
            Emit(
                "error",
                writer =>
                {
                    writer.WriteString("message", message);
                    if (hint is not null)
                        writer.WriteString("hint", hint);
                }
            );
            return;
        }
        error.WriteLine($"tally: {Harmless(message)}");
        if (hint is not null)
            error.WriteLine($"       {Harmless(hint)}");
    }

    private bool IsTerminal => console.Profile.Out.IsTerminal;

    /// <summary>Values come from apps: what would move the cursor or set the window's title is left out.</summary>
    private static string Harmless(string text) =>
        text.Any(IsHarmful) ? string.Concat(text.Where(c => !IsHarmful(c))) : text;

    private static bool IsHarmful(char c) => char.IsControl(c) && c is not ('\n' or '\r' or '\t');
}
