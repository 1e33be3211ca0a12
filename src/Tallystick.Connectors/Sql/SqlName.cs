using System.Text;
using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.Sql;

/// <summary>A table's name, its schema apart, each part ready to be quoted.</summary>
internal sealed record SqlName(string? Schema, string Table)
{
    public static SqlName Parse(string text)
    {
        var parts = Split(text);
        return parts switch
        {
            [{ Length: > 0 } table] => new SqlName(null, table),
            [{ Length: > 0 } schema, { Length: > 0 } table] => new SqlName(schema, table),
            _ => throw new ConnectorException(
                ProblemKind.Invalid,
                $"'{text}' is no name of a table."
            )
            {
                Hint = "Write people, crm.people, or \"a name.with dots\" in double quotes.",
            },
        };
    }

    /// <summary>In double quotes, so that any name is only a name.</summary>
    public static string Quote(string name) =>
        $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public string Quoted => Schema is null ? Quote(Table) : $"{Quote(Schema)}.{Quote(Table)}";

    public override string ToString() => Schema is null ? Table : $"{Schema}.{Table}";

    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && isQuoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                part.Append('"');
                i++;
            }
            else if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (text[i] == '.' && !isQuoted)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(text[i]);
            }
        }
        parts.Add(part.ToString());
        return parts;
    }
}
