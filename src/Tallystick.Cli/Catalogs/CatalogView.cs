using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using Tallystick.Catalogs;
using Tallystick.Catalogs.Calls;
using Tallystick.Cli.Output;
using Tallystick.Core.Mapping;

namespace Tallystick.Cli.Catalogs;

/// <summary>Catalogs for people and for programs.</summary>
internal static class CatalogView
{
    public static void List(
        Terminal terminal,
        IReadOnlyList<Catalog> catalogs,
        string? app,
        string? group
    )
    {
        foreach (var catalog in catalogs)
        {
            var operations = catalog
                .Operations.Where(o => group is null || o.Group == group)
                .ToArray();
            terminal.SayMarkup(
                $"[bold]{Markup.Escape(catalog.App)} {Markup.Escape(catalog.Surface)}[/]: {operations.Length} operations"
            );
            foreach (var operation in operations)
                Line(terminal, catalog, operation);
        }
        foreach (var triggers in CatalogShelf.Triggers.Where(t => app is null || t.App == app))
        {
            var chosen = triggers.Triggers.Where(t => group is null || t.Group == group).ToArray();
            terminal.SayMarkup($"[bold]{Markup.Escape(triggers.App)}[/]: {chosen.Length} triggers");
            foreach (var trigger in chosen)
                Line(terminal, triggers.App, trigger);
        }
        terminal.Emit(
            "counted",
            w =>
            {
                w.WriteStartObject("operations");
                foreach (var catalog in catalogs)
                    w.WriteNumber(
                        $"{catalog.App}/{catalog.Surface}",
                        catalog.Operations.Count(o => group is null || o.Group == group)
                    );
                w.WriteEndObject();
                w.WriteNumber(
                    "triggers",
                    CatalogShelf
                        .Triggers.Where(t => app is null || t.App == app)
                        .Sum(t => t.Triggers.Count(x => group is null || x.Group == group))
                );
            }
        );
    }

    /// <returns>Whether there was any.</returns>
    public static bool Search(
        Terminal terminal,
        IReadOnlyList<Catalog> catalogs,
        IReadOnlyList<string> words
    )
    {
        var found = false;
        foreach (var catalog in catalogs)
        foreach (var operation in catalog.Operations.Where(o => Has(words, TextOf(catalog, o))))
        {
            found = true;
            Line(terminal, catalog, operation);
        }
        foreach (
            var triggers in CatalogShelf.Triggers.Where(t => catalogs.Any(c => c.App == t.App))
        )
        foreach (
            var trigger in triggers.Triggers.Where(t => Has(words, $"{t.Name} {t.Title} {t.Group}"))
        )
        {
            found = true;
            Line(terminal, triggers.App, trigger);
        }
        if (!found)
            terminal.Say("Nothing has all of these words.");
        return found;
    }

    public static void Show(Terminal terminal, IReadOnlyList<Catalog> catalogs, string name)
    {
        var found = catalogs
            .SelectMany(c => c.Operations.Select(o => (Catalog: c, Operation: o)))
            .Where(f => f.Operation.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .ToArray();
        foreach (var (catalog, operation) in found)
            Show(terminal, catalog, operation);
        var triggers = CatalogShelf
            .Triggers.SelectMany(t => t.Triggers)
            .Where(t => t.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .ToArray();
        foreach (var trigger in triggers)
            Show(terminal, trigger);
        if (found.Length + triggers.Length == 0)
            throw new UserException(
                $"There is no operation or trigger '{name}'.",
                Suggestions.For(
                    name,
                    catalogs
                        .SelectMany(c => c.Operations.Select(o => o.Name))
                        .Concat(
                            CatalogShelf.Triggers.SelectMany(t => t.Triggers.Select(x => x.Name))
                        )
                ),
                ExitCode.Usage
            );
    }

    public static void Imported(
        Terminal terminal,
        Catalog catalog,
        string path,
        IReadOnlyList<string> warnings
    )
    {
        foreach (var warning in warnings)
            terminal.Say($"! {warning}");
        terminal.Say(
            $"{catalog.Operations.Count} operations in {catalog.Operations.Select(o => o.Group).Distinct().Count()} groups: {path}"
        );
        terminal.Emit(
            "imported",
            w =>
            {
                w.WriteString("app", catalog.App);
                w.WriteString("surface", catalog.Surface);
                w.WriteNumber("operations", catalog.Operations.Count);
                w.WriteNumber("warnings", warnings.Count);
                w.WriteString("path", path);
            }
        );
    }

    private static bool Has(IReadOnlyList<string> words, string text) =>
        words.All(w => text.Contains(w, StringComparison.OrdinalIgnoreCase));

    private static string TextOf(Catalog catalog, CatalogOperation operation) =>
        $"{operation.Name} {operation.Title} {operation.Path} "
        + string.Join(' ', operation.Parameters.Select(p => p.Name))
        + ' '
        + string.Join(' ', FieldsOf(catalog, operation).Select(f => f.Name));

    private static IReadOnlyList<CatalogField> FieldsOf(
        Catalog catalog,
        CatalogOperation operation
    ) => operation.Body?.Type.Shape is { } shape ? catalog.Shapes[shape].Fields : [];

    private static void Line(Terminal terminal, Catalog catalog, CatalogOperation operation)
    {
        var old = operation.Deprecated ? " (deprecated)" : "";
        Line(terminal, operation.Name, $"{operation.Method, -6} {operation.Path}{old}");
        terminal.Emit(
            "operation",
            w =>
            {
                w.WriteString("app", catalog.App);
                w.WriteString("surface", catalog.Surface);
                w.WriteString("name", operation.Name);
                w.WriteString("group", operation.Group);
                w.WriteString("title", operation.Title);
                w.WriteString("method", operation.Method);
                w.WriteString("path", operation.Path);
                w.WriteBoolean("deprecated", operation.Deprecated);
            }
        );
    }

    /// <summary>The name whole, and as much of the rest as the line has room for: show tells it all.</summary>
    private static void Line(Terminal terminal, string name, string rest)
    {
        var line = $"  {name, -40} {rest}";
        var width = Math.Max(name.Length + 2, terminal.Console.Profile.Width);
        terminal.Say(line.Length <= width ? line : $"{line[..(width - 1)]}…");
    }

    private static void Line(Terminal terminal, string app, CatalogTrigger trigger)
    {
        Line(terminal, trigger.Name, trigger.Title);
        terminal.Emit("trigger", w => Write(w, app, trigger));
    }

    private static void Show(Terminal terminal, Catalog catalog, CatalogOperation operation)
    {
        terminal.SayMarkup(
            $"[bold]{Markup.Escape(operation.Name)}[/]  {Markup.Escape(operation.Title)}  [grey]{Markup.Escape(catalog.App)} {Markup.Escape(catalog.Surface)}[/]"
        );
        var help = CatalogShelf.HelpOf(catalog.App);
        help.Operations.TryGetValue(operation.Name, out var known);
        if (known is not null)
            terminal.Say($"  {known.Help}");
        terminal.Say($"  {operation.Method} {operation.Path}");
        if (operation.Version is { } version)
            terminal.Say($"  Version {version}");
        if (operation.Scopes.Count > 0)
            terminal.Say($"  scopes {string.Join(", ", operation.Scopes)}");
        if (operation.Token is not TokenClass.Unknown)
            terminal.Say($"  token {operation.Token.ToString().ToLowerInvariant()}");
        if (operation.Paging is { } paging)
            terminal.Say(
                $"  pages by {paging.Parameter}"
                    + (paging.Size is { } size ? $", size by {size}" : "")
            );
        foreach (var parameter in operation.Parameters)
            terminal.Say(
                $"  {parameter.In.ToString().ToLowerInvariant(), -6} {Need(parameter.Required)}{parameter.Name}: {TypeText.Of(parameter.Type)}"
            );
        if (operation.Body is { } body)
        {
            terminal.Say($"  body   {body.ContentType}");
            Fields(terminal, catalog, body.Type, 4, []);
        }
        if (operation.Answer is { } answer)
            terminal.Say(
                $"  answer {answer.Status} {(answer.Type is null ? "" : TypeText.Of(answer.Type))}"
            );
        var example = ExampleOf(catalog, operation, known);
        terminal.Log($"  example {example}");
        terminal.Emit(
            "operation",
            w =>
            {
                w.WriteString("app", catalog.App);
                w.WriteString("surface", catalog.Surface);
                w.WriteString("help", known?.Help);
                w.WriteString("example", example);
                w.WritePropertyName("operation");
                w.WriteRawValue(CatalogJson.Write(operation));
                w.WriteStartObject("shapes");
                foreach (var (name, shape) in ShapeWalk.From(catalog, operation))
                {
                    w.WritePropertyName(name);
                    w.WriteRawValue(CatalogJson.Write(shape));
                }
                w.WriteEndObject();
            }
        );
    }

    /// <summary>A call that fits, to be copied; what the account fills in is left out.</summary>
    private static string ExampleOf(
        Catalog catalog,
        CatalogOperation operation,
        OperationHelp? help
    )
    {
        var sample = help?.SampleOn(catalog.Surface) ?? new SampleMaker(catalog).Of(operation);
        var text = new StringBuilder($"tally call {catalog.App} {operation.Name}");
        foreach (var (name, value) in (sample.Path ?? []).Concat(sample.Query ?? []))
            if (value?.ToString() != "{{locationId}}" || operation.IsDelete)
                text.Append($" --field {name}={value}");
        var body = sample.Body?.DeepClone();
        if (body is JsonObject fields && fields["locationId"]?.ToString() == "{{locationId}}")
            fields.Remove("locationId");
        if (body is not (null or JsonObject { Count: 0 }))
            text.Append($" --data '{body.ToJsonString(Relaxed).Replace("'", @"'\''")}'");
        return text.ToString();
    }

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static void Fields(
        Terminal terminal,
        Catalog catalog,
        CatalogType type,
        int indent,
        IReadOnlyList<string> above
    )
    {
        if ((type.Shape ?? type.Of?.Shape) is not { } name || above.Contains(name))
            return;
        foreach (var field in catalog.Shapes[name].Fields)
        {
            var old = field.Deprecated ? " (deprecated)" : "";
            terminal.Say(
                $"{new string(' ', indent)}{Need(field.Required)}{field.Name}: {TypeText.Of(field.Type)}{old}"
            );
            Fields(terminal, catalog, field.Type, indent + 4, [.. above, name]);
        }
    }

    private static string Need(bool required) => required ? "* " : "  ";

    private static void Show(Terminal terminal, CatalogTrigger trigger)
    {
        terminal.SayMarkup(
            $"[bold]{Markup.Escape(trigger.Name)}[/]  {Markup.Escape(trigger.Title)}"
        );
        BuiltInCatalogs.HighLevelHelp.Triggers.TryGetValue(trigger.Name, out var help);
        if (help is not null)
            terminal.Say($"  {help.Help}");
        terminal.Say($"  payload {string.Join(", ", trigger.Fields)}");
        if (help?.Sample is { } sample)
            terminal.Log($"  example {sample.ToJsonString(Relaxed)}");
        terminal.Emit(
            "trigger",
            w =>
            {
                Write(w, null, trigger);
                w.WriteString("help", help?.Help);
                if (help?.Sample is { } payload)
                {
                    w.WritePropertyName("example");
                    payload.WriteTo(w);
                }
            }
        );
    }

    private static void Write(Utf8JsonWriter writer, string? app, CatalogTrigger trigger)
    {
        if (app is not null)
            writer.WriteString("app", app);
        writer.WriteString("name", trigger.Name);
        writer.WriteString("group", trigger.Group);
        writer.WriteString("title", trigger.Title);
        writer.WriteStartArray("fields");
        foreach (var field in trigger.Fields)
            writer.WriteStringValue(field);
        writer.WriteEndArray();
    }
}
