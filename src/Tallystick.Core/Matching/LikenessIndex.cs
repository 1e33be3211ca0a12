namespace Tallystick.Core.Matching;

/// <summary>
/// Finds whom a record should be compared with, without comparing all with all: those that share a
/// block, such as the beginning of the family name or its sound. Blocks that hold too many tell
/// nothing and are passed over; the smallest are looked into first.
/// </summary>
public sealed class LikenessIndex
{
    private const int BlockMax = 60;
    private const int CandidatesMax = 40;
    private const int PrefixLength = 4;

    private readonly Dictionary<string, List<int>> _blocks = new(StringComparer.Ordinal);
    private readonly List<PersonCard> _cards = [];

    public void Add(PersonCard card)
    {
        var number = _cards.Count;
        _cards.Add(card);
        foreach (var key in BlocksOf(card).Distinct(StringComparer.Ordinal))
        {
            if (!_blocks.TryGetValue(key, out var block))
                _blocks[key] = block = [];
            // One more than the limit marks the block as one that tells nothing.
            if (block.Count <= BlockMax)
                block.Add(number);
        }
    }

    public IEnumerable<PersonCard> CandidatesOf(PersonCard card)
    {
        var blocks = BlocksOf(card)
            .Distinct(StringComparer.Ordinal)
            .Select(key => _blocks.GetValueOrDefault(key))
            .OfType<List<int>>()
            .Where(block => block.Count <= BlockMax)
            .OrderBy(block => block.Count);
        return blocks.SelectMany(b => b).Distinct().Take(CandidatesMax).Select(n => _cards[n]);
    }

    private static IEnumerable<string> BlocksOf(PersonCard card)
    {
        var (first, last) = (card.First, card.Last);
        yield return $"n:{Start(last)}:{Initial(first)}";
        yield return $"s:{SoundOf(last)}:{Initial(first)}";
        if (first.Length > 0)
        {
            yield return $"n:{Start(first)}:{Initial(last)}";
            yield return $"s:{SoundOf(first)}:{Initial(last)}";
        }
        foreach (var word in card.Company)
        {
            yield return $"c:{word}:{Initial(last)}";
            yield return $"c:{word}:{Start(first)}";
        }
        if (card.City.Length > 0)
        {
            yield return $"p:{Start(card.City)}:{Start(last)}";
            yield return $"p:{Start(card.City)}:{SoundOf(last)}";
        }
    }

    private static string Start(string text) => text[..Math.Min(text.Length, PrefixLength)];

    private static string Initial(string text) => text[..Math.Min(text.Length, 1)];

    /// <summary>Soundex: the first letter and up to three digits for the consonants that follow.</summary>
    private static string SoundOf(string text)
    {
        Span<char> sound = stackalloc char[PrefixLength];
        var length = 0;
        var before = '0';
        foreach (var c in text)
        {
            if (c == ' ' || length == sound.Length)
                break;
            var digit = DigitOf(c);
            if (length == 0)
                sound[length++] = c;
            else if (digit != '0' && digit != before)
                sound[length++] = digit;
            if (c is not ('h' or 'w'))
                before = digit;
        }
        return new string(sound[..length]);
    }

    private static char DigitOf(char c) =>
        c switch
        {
            'b' or 'f' or 'p' or 'v' => '1',
            'c' or 'g' or 'j' or 'k' or 'q' or 's' or 'x' or 'z' => '2',
            'd' or 't' => '3',
            'l' => '4',
            'm' or 'n' => '5',
            'r' => '6',
            _ => '0',
        };
}
