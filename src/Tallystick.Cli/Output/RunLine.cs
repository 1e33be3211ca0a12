using Tallystick.Engine.Runs;

namespace Tallystick.Cli.Output;

/// <summary>What a run did, on one line.</summary>
internal static class RunLine
{
    public static string Of(RunReport report, string left, string right)
    {
        var parts = new List<string>();
        Add("created", report.Created);
        Add("updated", report.Updated);
        Add("deleted", report.Deleted);
        AddIf(report.Matched, "newly matched");
        AddIf(report.Conflicts, "conflicts");
        AddIf(report.Refused, "refused");
        AddIf(report.Waiting, "waiting for their parent");
        AddIf(report.Postponed, "left for the next run");
        if (parts.Count == 0)
            parts.Add("nothing to write");
        AddIf(report.OpenIssues, "open issues (tally issues)");
        var calls = Reports.Number(report.LeftCalls.Total + report.RightCalls.Total);
        var stopped = report.Stopped is null ? "" : $" {report.Stopped}";
        return $"{report.Stream}: {string.Join(", ", parts)}; {calls} calls in {Reports.Duration(report.Duration)}.{stopped}";

        void Add(string what, PerSide counts)
        {
            AddIf(counts.Left, $"{what} in {left}");
            AddIf(counts.Right, $"{what} in {right}");
        }

        void AddIf(long count, string what)
        {
            if (count > 0)
                parts.Add($"{Reports.Number(count)} {what}");
        }
    }
}
