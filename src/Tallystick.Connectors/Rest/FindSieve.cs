using System.Text.Json;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Rest;

/// <summary>
/// Notices an app that ignores the parameter of a look-up and answers with everybody: taken at its
/// word, it would make strangers one person. Compares loosely, since the app's own comparison may
/// know more spellings than we do.
/// </summary>
internal sealed class FindSieve(RestField field, string value)
{
    private readonly string _wanted = Loose(value);
    private int _rows;
    private int _alike;

    public bool IsIgnored => _rows >= 2 && _alike * 2 < _rows;

    public void Look(JsonElement row)
    {
        _rows++;
        if (RecordReader.TryRead(row, field) is not { } found)
        {
            _alike++;
            return;
        }
        foreach (var item in found.Items)
        {
            var text = Loose(item);
            if (text == _wanted || (field.Field.Type is FieldType.Phone && IsTail(text)))
            {
                _alike++;
                return;
            }
        }
    }

    private bool IsTail(string text) =>
        text.EndsWith(_wanted.TrimStart('0'), StringComparison.Ordinal)
        || _wanted.EndsWith(text.TrimStart('0'), StringComparison.Ordinal);

    private static string Loose(string text) =>
        new([.. text.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
}
