using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Csv;

/// <summary>What a column holds, by its header alone, where that is beyond doubt.</summary>
internal static class HeaderGuess
{
    private static readonly Dictionary<string, FieldType> Known = new(StringComparer.Ordinal)
    {
        ["email"] = FieldType.Email,
        ["emailaddress"] = FieldType.Email,
        ["mail"] = FieldType.Email,
        ["workemail"] = FieldType.Email,
        ["homeemail"] = FieldType.Email,
        ["phone"] = FieldType.Phone,
        ["phonenumber"] = FieldType.Phone,
        ["telephone"] = FieldType.Phone,
        ["mobile"] = FieldType.Phone,
        ["mobilephone"] = FieldType.Phone,
        ["cell"] = FieldType.Phone,
        ["cellphone"] = FieldType.Phone,
        ["workphone"] = FieldType.Phone,
        ["homephone"] = FieldType.Phone,
        ["birthday"] = FieldType.Date,
        ["birthdate"] = FieldType.Date,
        ["dateofbirth"] = FieldType.Date,
        ["dob"] = FieldType.Date,
        ["tags"] = FieldType.Set,
        ["labels"] = FieldType.Set,
    };

    public static FieldType Of(string header)
    {
        var letters = header.Where(char.IsLetter).Select(char.ToLowerInvariant);
        return Known.GetValueOrDefault(string.Concat(letters), FieldType.Text);
    }

    /// <summary>The header that was probably meant; null when none is close.</summary>
    public static string? Nearest(string wanted, IEnumerable<string> headers)
    {
        var (best, distance) = headers
            .Select(header => (header, Distance(Fold(wanted), Fold(header))))
            .DefaultIfEmpty(("", int.MaxValue))
            .MinBy(pair => pair.Item2);
        return distance <= Math.Max(1, wanted.Length / 3) ? best : null;
    }

    private static string Fold(string text) =>
        string.Concat(text.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
