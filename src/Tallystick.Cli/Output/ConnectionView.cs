using System.Text.Json;
using Spectre.Console;
using Tallystick.Cli.Accounts;
using Tallystick.Core.Connectors;

namespace Tallystick.Cli.Output;

/// <summary>Connections and the accounts behind them, with what a test found.</summary>
internal static class ConnectionView
{
    public static void Show(Terminal terminal, ConnectionState state)
    {
        terminal.Emit("connection", w => Write(w, state));
        terminal.SayMarkup($"[bold]{Markup.Escape(state.Name)}[/] {Markup.Escape(Summary(state))}");
        foreach (var finding in state.Findings)
        {
            Line(terminal, finding.Level, $"{finding.Topic}: {finding.Message}");
            if (finding.Hint is { } hint && finding.Level is not FindingLevel.Good)
                terminal.SayMarkup($"    [grey]{Markup.Escape(hint)}[/]");
        }
        if (state.Granted is { } granted)
            Line(terminal, FindingLevel.Good, $"scopes: it has {string.Join(", ", granted)}");
        if (state.Missing.Count > 0)
            Line(
                terminal,
                FindingLevel.Bad,
                $"scopes: add {string.Join(", ", state.Missing)}{Again(state)}"
            );
        if (state.QuotaRemaining is { } left)
            Line(
                terminal,
                FindingLevel.Good,
                $"quota: {Reports.Number(left)} calls are left today"
            );
        if (state.IsRotationDue)
            Line(
                terminal,
                FindingLevel.Warning,
                $"token: {state.AgeDays} days old. Rotate it in HighLevel (\"rotate and expire later\"), then: "
                    + $"tally connect {state.Connector} --name {state.AccountName} --rotate --token-env VARIABLE"
            );
    }

    private static string Again(ConnectionState state) =>
        state.Account?.Kind is AccountKind.OAuth
            ? $" to the app, then: tally connect {state.Connector} --name {state.AccountName}"
            : " to the private integration; its token stays the same";

    private static string Summary(ConnectionState state) =>
        string.Join(
            ", ",
            new[]
            {
                state.Connector,
                state.AccountName is { } name && name != state.Name ? $"account '{name}'" : null,
                state.Account?.Kind switch
                {
                    AccountKind.Token => "private integration token",
                    AccountKind.OAuth => "app",
                    _ => null,
                },
                ClassOf(state),
                state.Account?.Location,
                state.AgeDays is { } days ? $"{days} days old" : null,
            }.OfType<string>()
        );

    private static string? ClassOf(ConnectionState state) =>
        state.Account is not { Kind: AccountKind.OAuth, App: not null } account ? null
        : account.CompanyId is null ? "one location's"
        : "an agency's";

    private static void Line(Terminal terminal, FindingLevel level, string text)
    {
        var mark = level switch
        {
            FindingLevel.Good => "[green]✓[/]",
            FindingLevel.Warning => "[yellow]![/]",
            _ => "[red]✗[/]",
        };
        terminal.SayMarkup($"  {mark} {Markup.Escape(text)}");
    }

    private static void Write(Utf8JsonWriter w, ConnectionState state)
    {
        w.WriteString("name", state.Name);
        w.WriteString("connector", state.Connector);
        w.WriteString("account", state.AccountName);
        w.WriteString("kind", state.Account?.Kind.ToString().ToLowerInvariant());
        w.WriteString(
            "class",
            state.Account is not { Kind: AccountKind.OAuth, App: not null } account ? null
                : account.CompanyId is null ? "location"
                : "company"
        );
        w.WriteString("location", state.Account?.Location);
        if (state.IsValid is { } valid)
            w.WriteBoolean("valid", valid);
        else
            w.WriteNull("valid");
        w.WriteStartObject("scopes");
        Texts(w, "needed", state.Needed);
        if (state.Granted is { } granted)
            Texts(w, "granted", granted);
        else
            w.WriteNull("granted");
        Texts(w, "missing", state.Missing);
        w.WriteEndObject();
        Number(w, "clockSeconds", state.ClockSeconds);
        Number(w, "quotaRemaining", state.QuotaRemaining);
        Number(w, "ageDays", state.AgeDays);
        w.WriteBoolean("rotationDue", state.IsRotationDue);
        if (state.Tokens is { } tokens)
            w.WriteString("expiresAt", tokens.ExpiresAt);
        w.WriteStartArray("findings");
        foreach (var finding in state.Findings)
        {
            w.WriteStartObject();
            w.WriteString("level", finding.Level.ToString().ToLowerInvariant());
            w.WriteString("topic", finding.Topic);
            w.WriteString("message", finding.Message);
            w.WriteString("hint", finding.Hint);
            w.WriteEndObject();
        }
        w.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter w, string name, double? value)
    {
        if (value is { } number)
            w.WriteNumber(name, Math.Round(number, 1));
        else
            w.WriteNull(name);
    }

    private static void Texts(Utf8JsonWriter w, string name, IEnumerable<string> texts)
    {
        w.WriteStartArray(name);
        foreach (var text in texts)
            w.WriteStringValue(text);
        w.WriteEndArray();
    }
}
