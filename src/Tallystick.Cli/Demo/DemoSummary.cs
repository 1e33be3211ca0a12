using System.Text.Json;
using Tallystick.Cli.Output;
using Tallystick.Engine.Runs;

namespace Tallystick.Cli.Demo;

/// <summary>What the demo showed, in one line.</summary>
/// <param name="LeftCalls">Calls that the second sync made to HighLevel.</param>
/// <param name="RightCalls">Calls that the second sync made to Acme.</param>
internal sealed record DemoSummary(
    RunReport First,
    VerifyReport Verified,
    RunReport Second,
    long LeftCalls,
    long RightCalls
)
{
    public bool IsGood => Verified is { InSync: true, Duplicates: 0 } && Second.Writes == 0;

    public void Show(Terminal terminal, string folder)
    {
        terminal.SayMarkup(
            $"{(IsGood ? "[green]✓[/]" : "[red]✗[/]")} {Reports.Number(First.Matched)} matched, "
                + $"{Reports.Number(First.Created.Left)} created in HighLevel, {Reports.Number(First.Created.Right)} in Acme, "
                + $"{Reports.Number(First.Updated.Total)} updated, {Reports.Number(Verified.Duplicates)} duplicates."
        );
        terminal.SayMarkup(
            $"{(IsGood ? "[green]✓[/]" : "[red]✗[/]")} {Reports.Number(Verified.Compared)} compared, {Reports.Number(Verified.Equal)} equal. "
                + $"A second sync wrote {Reports.Number(Second.Writes)} and took {Reports.Number(LeftCalls)} calls to HighLevel."
        );
        terminal.Say(
            $"Everything is in {folder}. Run it again: tally sync {Path.Combine(folder, "tallystick.yaml")}"
        );
        terminal.Emit("summary", Write);
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("matched", First.Matched);
        WritePair(writer, "created", First.Created);
        WritePair(writer, "updated", First.Updated);
        writer.WriteNumber("conflicts", First.Conflicts);
        writer.WriteNumber("duplicates", Verified.Duplicates);
        writer.WriteNumber("compared", Verified.Compared);
        writer.WriteNumber("equal", Verified.Equal);
        writer.WriteBoolean("inSync", IsGood);
        writer.WriteStartObject("second");
        writer.WriteNumber("writes", Second.Writes);
        writer.WriteStartObject("calls");
        writer.WriteNumber("left", LeftCalls);
        writer.WriteNumber("right", RightCalls);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteNumber(
            "seconds",
            Math.Round((First.Duration + Verified.Duration + Second.Duration).TotalSeconds, 1)
        );
    }

    private static void WritePair(Utf8JsonWriter writer, string name, PerSide pair)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("left", pair.Left);
        writer.WriteNumber("right", pair.Right);
        writer.WriteEndObject();
    }
}
