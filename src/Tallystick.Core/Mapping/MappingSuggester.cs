using Tallystick.Core.Schema;

namespace Tallystick.Core.Mapping;

/// <summary>Which fields of two schemas are likely the same, for a person to look over.</summary>
public static class MappingSuggester
{
    /// <summary>Each line: spellings of one thing, folded.</summary>
    private const string Spellings = """
        firstname first givenname forename fname vorname prenom
        lastname last familyname surname lname nachname nom
        name fullname contactname displayname
        email emailaddress mail workemail primaryemail
        phone phonenumber mobile mobilephone telephone tel cell cellphone primaryphone
        company companyname organisation organization organisationname businessname employer account
        address address1 street streetaddress addressline1 line1
        city town locality
        state region province county
        postalcode postcode zip zipcode plz
        country countrycode
        website url web homepage
        dateofbirth birthday birthdate dob born
        tags labels tag label
        source leadsource origin
        timezone tz
        gender sex
        """;

    private static readonly string[][] Synonyms =
    [
        .. Spellings.Split('\n').Select(line => line.Split(' ')),
    ];

    /// <summary>Pairs in the order of the left schema; a field that only one side lets us write flows that way.</summary>
    public static IReadOnlyList<FieldPair> Pairs(ObjectSchema left, ObjectSchema right)
    {
        var pairs = new List<FieldPair>();
        var taken = new HashSet<string>();
        foreach (var field in left.Fields)
        {
            var partner = right
                .Fields.Where(f => !taken.Contains(f.Key))
                .Select(f => (Field: f, Score: Score(field, f)))
                .Where(c => c.Score > 0)
                .OrderByDescending(c => c.Score)
                .FirstOrDefault()
                .Field;
            if (partner is null || DirectionOf(field, partner) is not { } direction)
                continue;
            taken.Add(partner.Key);
            pairs.Add(new FieldPair(field.Key, partner.Key) { Direction = direction });
        }
        return WithoutWholeName(pairs);
    }

    /// <summary>The left fields by which people can be told: e-mail, then phone.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> MatchRules(
        ObjectSchema left,
        ObjectSchema right,
        IReadOnlyList<FieldPair> pairs
    )
    {
        var byType = new[] { FieldType.Email, FieldType.Phone };
        return
        [
            .. byType
                .Select(type =>
                    pairs.FirstOrDefault(p =>
                        left.Find(p.Left)?.Type == type || right.Find(p.Right)?.Type == type
                    )
                )
                .OfType<FieldPair>()
                .Select(p => new[] { p.Left }),
        ];
    }

    /// <summary>Whether a field is what the first spelling of a line of <see cref="Synonyms"/> says.</summary>
    public static bool Means(Field field, string concept) =>
        NamesOf(field).Any(name => Concept(name) is >= 0 and var c && Synonyms[c][0] == concept);

    /// <summary>Both names and their parts would write onto each other: the parts are enough.</summary>
    private static List<FieldPair> WithoutWholeName(List<FieldPair> pairs)
    {
        var hasParts = pairs.Any(p => Concept(p.Left) == 0) && pairs.Any(p => Concept(p.Left) == 1);
        return hasParts ? [.. pairs.Where(p => Concept(p.Left) != 2)] : pairs;
    }

    private static int Score(Field left, Field right)
    {
        if (IsSet(left) != IsSet(right) || IsReference(left) != IsReference(right))
            return 0;
        if (Fold(left.Key) == Fold(right.Key))
            return 4;
        var leftNames = NamesOf(left);
        var rightNames = NamesOf(right);
        if (leftNames.Overlaps(rightNames))
            return 3;
        var concept = leftNames.Select(Concept).FirstOrDefault(c => c >= 0, -1);
        return concept >= 0 && rightNames.Any(name => Concept(name) == concept) ? 2 : 0;
    }

    private static bool IsSet(Field field) => field.Type is FieldType.Set;

    /// <summary>The id of another record is not what a text of the same name means.</summary>
    private static bool IsReference(Field field) => field.Type is FieldType.Reference;

    private static Direction? DirectionOf(Field left, Field right)
    {
        var (toLeft, toRight) = (
            IsWritable(left) && IsReadable(right),
            IsWritable(right) && IsReadable(left)
        );
        return (toLeft, toRight) switch
        {
            (true, true) => Direction.Both,
            (false, true) => Direction.ToRight,
            (true, false) => Direction.ToLeft,
            _ => null,
        };
    }

    private static bool IsWritable(Field field) => (field.Access & FieldAccess.Write) != 0;

    private static bool IsReadable(Field field) => field.Can(FieldAccess.List);

    private static HashSet<string> NamesOf(Field field) =>
        [Fold(field.Key), Fold(field.Label), .. field.Aliases.Select(Fold)];

    private static int Concept(string name)
    {
        var folded = Fold(name);
        return Array.FindIndex(Synonyms, group => group.Contains(folded));
    }

    private static string Fold(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
