using System.Globalization;
using System.Net;
using System.Text;
using Tallystick.Cli.Output;
using Tallystick.Core.Records;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Verifying;

namespace Tallystick.Cli.Proofs;

/// <summary>A proof as one page that needs nothing else: to read, to print, to hand on.</summary>
internal static class ProofPage
{
    /// <param name="jsonName">The signed file that the page tells of.</param>
    public static string Of(Proof proof, string jsonName, string fingerprint)
    {
        var page = new StringBuilder();
        page.Append(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{Verdict(proof)} · Tallystick</title>
            <style>{Style}</style>
            </head>
            <body>
            <main>
            <header>
            <p class="mark {Tone(proof)}">{Verdict(proof)}</p>
            <h1>Verification of {Html(proof.File)}</h1>
            <p class="muted">{Time(proof.At)} · Tallystick {Html(proof.Program)}</p>
            </header>

            """
        );
        foreach (var stream in proof.Streams)
            AppendStream(page, proof, stream);
        page.Append(
            $"""
            <footer>
            <p>The signed report is <code>{Html(
                jsonName
            )}</code>. That it was not altered, and who made it, is checked with <code>tally verify --check {Html(
                jsonName
            )}</code>; the key's fingerprint is <code>{Html(
                fingerprint
            )}</code>. This page itself is not signed.</p>
            {(
                proof.ShowsValues
                    ? ""
                    : "<p>Values are left out, because they are personal data; <code>--values</code> shows them.</p>"
            )}
            </footer>
            </main>
            </body>
            </html>

            """
        );
        return page.ToString();
    }

    private static void AppendStream(StringBuilder page, Proof proof, StreamProof stream)
    {
        var report = stream.Report;
        page.Append(
            $"""
            <section>
            <h2>{Html(report.Stream)} <span class="mark {Tone(report)}">{Verdict(
                report
            )}</span></h2>
            <p>{Html(stream.Left)} and {Html(
                stream.Right
            )}, read whole and compared field by field. What was compared is as it was at {Time(
                report.At
            )} or at most {Reports.Duration(report.OldestAge)} before.</p>
            <dl class="counts">

            """
        );
        Count("compared", report.Compared, "");
        Count("equal", report.Equal, "good");
        Count("held", report.Held, report.Held > 0 ? "fair" : "");
        Count("different", report.Different, Bad(report.Different));
        Count("missing", report.Missing.Total, Bad(report.Missing.Total));
        if (report.OutsideFilter > 0)
            Count("outside the filter", report.OutsideFilter, "");
        Count("unlinked", report.Unlinked.Total, Bad(report.Unlinked.Total));
        Count("duplicates", report.Duplicates, report.Duplicates > 0 ? "fair" : "");
        page.Append("</dl>\n");
        AppendSides(page, stream);
        AppendDifferences(page, proof, stream);
        page.Append("</section>\n\n");

        void Count(string what, long count, string tone) =>
            page.Append(
                $"<div class=\"{tone}\"><dt>{what}</dt><dd>{Reports.Number(count)}</dd></div>\n"
            );
    }

    private static void AppendSides(StringBuilder page, StreamProof stream)
    {
        var report = stream.Report;
        page.Append(
            $"""
            <div class="wide"><table>
            <thead><tr><th></th><th class="number">{Html(stream.Left)}</th><th class="number">{Html(
                stream.Right
            )}</th></tr></thead>
            <tbody>
            {Row("read", report.Read)}
            {Row("missing here", report.Missing)}
            {Row("only here", report.Unlinked)}
            {Row("only here, as is meant or held by an issue", report.HeldUnlinked)}
            {Row("calls", new PerSide(report.LeftCalls.Total, report.RightCalls.Total))}
            </tbody></table></div>

            """
        );
    }

    private static void AppendDifferences(StringBuilder page, Proof proof, StreamProof stream)
    {
        var differences = stream.Report.Differences;
        if (differences.Count == 0)
            return;
        page.Append("<h3>The first differences</h3>\n");
        page.Append("<ul class=\"differences\">\n");
        foreach (var difference in differences)
        {
            page.Append(
                $"<li><span class=\"mark {(difference.Kind == "held" ? "fair" : "bad")}\">{Html(difference.Kind)}</span> "
            );
            page.Append(
                difference.Field.Length > 0
                    ? $"<strong>{Html(difference.Field)}</strong>"
                    : $"<strong>on {Html(difference.On is Side.Right ? stream.Right : stream.Left)}</strong>"
            );
            page.Append(
                $" <code>{Html(difference.LeftId ?? "–")} ↔ {Html(difference.RightId ?? "–")}</code>"
            );
            if (difference.Why is { } why)
                page.Append($" <span class=\"muted\">{Html(why)}</span>");
            if (proof.ShowsValues && difference.Field.Length > 0)
                page.Append(
                    $"<dl class=\"values\"><dt>{Html(stream.Left)}</dt><dd>{Html(difference.Left)}</dd><dt>{Html(stream.Right)}</dt><dd>{Html(difference.Right)}</dd></dl>"
                );
            page.Append("</li>\n");
        }
        page.Append("</ul>\n");
    }

    private static string Row(string what, PerSide counts) =>
        $"<tr><th scope=\"row\">{what}</th><td class=\"number\">{Reports.Number(counts.Left)}</td><td class=\"number\">{Reports.Number(counts.Right)}</td></tr>";

    private static string Verdict(Proof proof) =>
        !proof.InSync ? "The sides differ"
        : proof.Streams.Any(s => IsHeld(s.Report)) ? "In sync, but for what is held"
        : "In sync";

    private static string Verdict(VerifyReport report) =>
        !report.InSync ? "differs"
        : IsHeld(report) ? "in sync, but for what is held"
        : "in sync";

    private static string Tone(Proof proof) =>
        !proof.InSync ? "bad"
        : proof.Streams.Any(s => IsHeld(s.Report)) ? "fair"
        : "good";

    private static string Tone(VerifyReport report) =>
        !report.InSync ? "bad"
        : IsHeld(report) ? "fair"
        : "good";

    private static bool IsHeld(VerifyReport report) => report.Held + report.HeldUnlinked.Total > 0;

    private static string Bad(long count) => count > 0 ? "bad" : "";

    private static string Time(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Html(string text) => WebUtility.HtmlEncode(text);

    private const string Style = """

        :root { --paper: #fff; --ink: #1c2128; --muted: #59636e; --line: #d8dee4; --soft: #f4f6f8; --good: #17663a; --good-soft: #e2f4e8; --fair: #7a4b00; --fair-soft: #fff1d6; --bad: #a40e26; --bad-soft: #ffe5e8; }
        @media (prefers-color-scheme: dark) { :root { --paper: #14181d; --ink: #e6eaef; --muted: #9aa5b1; --line: #313943; --soft: #1d232b; --good: #6fd79a; --good-soft: #17342a; --fair: #f0c060; --fair-soft: #3a2d12; --bad: #ff8d99; --bad-soft: #45191f; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
        main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 3rem; }
        h1 { font-size: 1.75rem; line-height: 1.2; margin: .75rem 0 .25rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.25rem; margin: 0 0 .5rem; display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; overflow-wrap: anywhere; }
        h3 { font-size: 1rem; margin: 1.75rem 0 .5rem; }
        p { margin: 0 0 .75rem; overflow-wrap: anywhere; }
        code { font: .875em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
        section { border: 1px solid var(--line); border-radius: 12px; padding: 1.5rem; margin: 1.5rem 0; }
        footer { color: var(--muted); font-size: .875rem; border-top: 1px solid var(--line); margin-top: 2.5rem; padding-top: 1rem; }
        .muted { color: var(--muted); }
        .mark { display: inline-block; font-size: .8125rem; font-weight: 600; line-height: 1.4; padding: .15rem .65rem; border-radius: 999px; margin: 0; background: var(--soft); }
        header .mark { font-size: 1rem; padding: .3rem .9rem; }
        .mark.good { color: var(--good); background: var(--good-soft); }
        .mark.fair { color: var(--fair); background: var(--fair-soft); }
        .mark.bad { color: var(--bad); background: var(--bad-soft); }
        .counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.75rem, 1fr)); gap: .5rem; margin: 1rem 0 1.25rem; }
        .counts div { background: var(--soft); border-radius: 8px; padding: .6rem .75rem; }
        .counts dt { color: var(--muted); font-size: .8125rem; }
        .counts dd { margin: 0; font-size: 1.25rem; font-weight: 600; font-variant-numeric: tabular-nums; }
        .counts .good dd { color: var(--good); }
        .counts .fair dd { color: var(--fair); }
        .counts .bad dd { color: var(--bad); }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
        th, td { text-align: left; font-weight: 400; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); }
        thead th { color: var(--muted); font-size: .8125rem; }
        tbody tr:last-child > * { border-bottom: 0; }
        .number { text-align: right; padding-right: 0; padding-left: .75rem; font-variant-numeric: tabular-nums; }
        .differences { list-style: none; margin: 0; padding: 0; }
        .differences li { padding: .6rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
        .values { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .75rem; margin: .4rem 0 0; font-size: .9375rem; }
        .values dt { color: var(--muted); }
        .values dd { margin: 0; }
        @media (max-width: 32rem) { main { padding: 1.5rem 1rem 2rem; } section { padding: 1.1rem 1rem; } .counts { grid-template-columns: repeat(2, 1fr); } .counts div:first-child { grid-column: span 2; } }
        @media print { section { break-inside: avoid; } }

        """;
}
