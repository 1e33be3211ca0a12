using System.Globalization;
using System.Text;
using Tallystick.Sandbox.People;

namespace Tallystick.EndToEnd.Tests;

/// <summary>People as a spreadsheet holds them: case, spaces and phone spellings as they came.</summary>
internal static class MessyPeople
{
    public const string Header =
        "Id,E-mail,Mobile,First,Last,Company,Street,City,State,Zip,Birthday,Tags,Internal note";

    public const string CsvSettings = """
        connector: csv
        path: people.csv
        key: Id
        columns:
          Mobile: { type: phone, country: US }
          Birthday: { type: date }
          Tags: { type: set }
        """;

    public const string Stream = """
        left: contact
        right: row
        match: [email, phone]
        conflict: left
        deletes: propagate
        fields:
          - [email, E-mail]
          - [phone, Mobile]
          - [firstName, First]
          - [lastName, Last]
          - [address1, Street]
          - [city, City]
          - [state, State]
          - [postalCode, Zip]
          - [dateOfBirth, Birthday]
          - [tags, Tags]
        """;

    public static string Csv(int seed, IEnumerable<int> indexes)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var i in indexes)
            text.Append(Row(SandboxPeople.Generate(seed, i), i)).Append('\n');
        return text.ToString();
    }

    private static string Row(SandboxPerson person, int i)
    {
        string[] cells =
        [
            (i + 1).ToString(CultureInfo.InvariantCulture),
            Email(person, i),
            Phone(person.Phone, i),
            person.FirstName,
            person.LastName,
            person.Company,
            person.Street,
            person.City,
            person.State,
            person.PostalCode,
            person.Birthday.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            string.Join(
                i % 2 == 0 ? ";" : "; ",
                person.Tags.Select(t => i % 3 == 0 ? t.ToUpperInvariant() : t)
            ),
            i % 10 == 0 ? $"said \"call me\", row {i}" : "",
        ];
        return string.Join(',', cells.Select(Quote));
    }

    private static string Email(SandboxPerson person, int i) =>
        (i % 4) switch
        {
            0 => person.Email.ToUpperInvariant(),
            1 => $" {person.Email}",
            _ => person.Email,
        };

    private static string Phone(string phone, int i) =>
        (i % 5) switch
        {
            0 => $"({phone[2..5]}) {phone[5..8]}-{phone[8..]}",
            1 => $"{phone[2..5]}.{phone[5..8]}.{phone[8..]}",
            2 => $"1-{phone[2..5]}-{phone[5..8]}-{phone[8..]}",
            3 => $"+1 {phone[2..5]} {phone[5..8]} {phone[8..]}",
            _ => phone,
        };

    private static string Quote(string cell) =>
        cell.AsSpan().ContainsAny(",\"\n") || cell.StartsWith(' ')
            ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : cell;
}
