using Spectre.Console;
using Tallystick.Core.Schema;

namespace Tallystick.Cli.Output;

/// <summary>The fields of an object type as a table.</summary>
internal static class FieldTable
{
    public static void Show(Terminal terminal, string connection, ObjectSchema schema)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .Title(Markup.Escape($"{connection}: {schema.ObjectType}"));
        table.AddColumns("field", "label", "type", "read", "write", "notes");
        foreach (var field in schema.Fields)
            table.AddRow(
                Markup.Escape(field.Key),
                Markup.Escape(field.Label),
                field.Type.ToString().ToLowerInvariant(),
                field.Can(FieldAccess.List) ? "yes"
                    : field.Can(FieldAccess.Get) ? "one by one"
                    : "no",
                field.Can(FieldAccess.Write) ? "yes"
                    : field.Can(FieldAccess.Create) ? "on creation"
                    : field.Can(FieldAccess.Update) ? "on update"
                    : "no",
                Reports.Cell(Notes(field))
            );
        terminal.Show(table);
    }

    private static string Notes(Field field)
    {
        var notes = new List<string>();
        if (field.Required)
            notes.Add("required");
        if (field.Unique)
            notes.Add("unique");
        if (field.Options.Count > 0)
            notes.Add(string.Join(" | ", field.Options));
        return string.Join(", ", notes);
    }
}
