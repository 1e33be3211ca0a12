using System.Text.Json;
using Tallystick.Cli.Output;

namespace Tallystick.Cli.Calls;

/// <summary>Rows as they come: one JSON array of a line each, or an event each for programs.</summary>
internal sealed class RowWriter(Terminal terminal)
{
    private bool _isOpen;

    public void Write(JsonElement row)
    {
        terminal.Emit(
            "row",
            w =>
            {
                w.WritePropertyName("row");
                row.WriteTo(w);
            }
        );
        if (terminal.IsJson)
            return;
        terminal.Out.Write(_isOpen ? ",\n" : "[\n");
        terminal.Out.Write(row.GetRawText().ReplaceLineEndings(""));
        _isOpen = true;
    }

    /// <summary>Closes the array, also one that broke off: what was printed is whole JSON.</summary>
    public void End()
    {
        if (!terminal.IsJson)
            terminal.Out.WriteLine(_isOpen ? "\n]" : "[]");
    }
}
