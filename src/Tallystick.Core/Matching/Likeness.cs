using F23.StringSimilarity;

namespace Tallystick.Core.Matching;

/// <summary>One reason for or against two records being one person.</summary>
/// <param name="Name">"name", "company", "city" or "key".</param>
/// <param name="Score">0 to 100; for the key, the points it takes away, as a negative number.</param>
public sealed record LikenessPart(string Name, int Score);

/// <summary>
/// How likely two records are one person, from 0 to 100, and what made it so. A suggestion for a
/// person to look at: names are not unique, and nothing is ever linked by this.
/// </summary>
public sealed record Likeness(int Score, IReadOnlyList<LikenessPart> Parts)
{
    private const double NameWeight = 0.6;
    private const double CompanyWeight = 0.25;
    private const double CityWeight = 0.15;

    /// <summary>Below it they are two people, whatever else they share: colleagues share all but the name.</summary>
    private const double NameMin = 0.8;

    /// <summary>What two spellings must have in common to count at all.</summary>
    private const double WordMin = 0.75;

    /// <summary>A key that both have and that differs speaks against it.</summary>
    private const int KeyPenalty = 15;

    private static readonly JaroWinkler Words = new();

    /// <summary>Null for two people whose names are unlike.</summary>
    public static Likeness? Of(PersonCard left, PersonCard right)
    {
        var name = NameOf(left, right);
        if (name < NameMin)
            return null;
        var parts = new List<LikenessPart> { new("name", Percent(name)) };
        var (sum, weight) = (name * NameWeight, NameWeight);
        if (left.Company.Count > 0 && right.Company.Count > 0)
            Count("company", CompanyOf(left.Company, right.Company), CompanyWeight);
        if (left.City.Length > 0 && right.City.Length > 0)
            Count("city", WordOf(left.City, right.City), CityWeight);
        var score = Percent(sum / weight * Certainty(parts.Count));
        if (left.Key is not null && right.Key is not null && left.Key != right.Key)
        {
            parts.Add(new LikenessPart("key", -KeyPenalty));
            score = Math.Max(0, score - KeyPenalty);
        }
        return new Likeness(score, parts);

        void Count(string what, double likeness, double by)
        {
            parts.Add(new LikenessPart(what, Percent(likeness)));
            sum += likeness * by;
            weight += by;
        }
    }

    /// <summary>A name alone proves little.</summary>
    private static double Certainty(int parts) =>
        parts switch
        {
            1 => 0.78,
            2 => 0.93,
            _ => 1,
        };

    private static double NameOf(PersonCard left, PersonCard right)
    {
        if (left.First.Length == 0 || right.First.Length == 0)
            return WordOf(left.Last, right.Last) * 0.85;
        var straight = NameOf(left.First, left.Last, right);
        // The two names may have been typed into each other's field.
        var crossed = NameOf(left.Last, left.First, right);
        return Math.Max(straight, crossed * 0.97);
    }

    private static double NameOf(string first, string last, PersonCard other) =>
        (WordOf(last, other.Last) * 0.55) + (FirstOf(first, other.First) * 0.45);

    /// <summary>"j", "john" and "john paul" may be one.</summary>
    private static double FirstOf(string a, string b)
    {
        if (a == b)
            return 1;
        var (shorter, longer) = a.Length < b.Length ? (a, b) : (b, a);
        if (shorter.Length == 1)
            return longer[0] == shorter[0] ? 0.85 : 0;
        return longer.StartsWith(shorter + " ", StringComparison.Ordinal) ? 0.95 : WordOf(a, b);
    }

    private static double CompanyOf(IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        var shared = left.Intersect(right, StringComparer.Ordinal).Count();
        var share = (double)shared / Math.Min(left.Count, right.Count);
        return Math.Max(share * 0.95, WordOf(string.Join(' ', left), string.Join(' ', right)));
    }

    private static double WordOf(string a, string b)
    {
        if (a == b)
            return 1;
        var likeness = Words.Similarity(a, b);
        return likeness < WordMin ? 0 : likeness;
    }

    private static int Percent(double share) => (int)Math.Round(share * 100);
}
