using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Tallystick.Core.Comparison;

/// <summary>
/// Normalisation form C (https://www.unicode.org/reports/tr15/): take every character apart, put
/// combining marks into their canonical order, put together what can be. Nearly every text is in
/// form C already and is recognised as such in one pass.
/// </summary>
internal static class Composition
{
    // Hangul syllables are arithmetic: leading consonant, vowel, optional trailing consonant.
    private const int SyllableFirst = 0xAC00;
    private const int SyllableCount = 11_172;
    private const int LeadFirst = 0x1100;
    private const int LeadCount = 19;
    private const int VowelFirst = 0x1161;
    private const int VowelCount = 21;
    private const int TrailBefore = 0x11A7;
    private const int TrailCount = 28;

    /// <summary>Below it every text is in form C: no combining marks, nothing to replace.</summary>
    private const char FirstCombining = '\u0300';

    /// <summary>The last mark of the block that serves Latin, Greek and Cyrillic.</summary>
    private const char LastAccent = '\u036f';

    private static readonly FrozenDictionary<int, int[]> Parts = ReadParts();
    private static readonly FrozenDictionary<int, int> Classes = ReadClasses();
    private static readonly FrozenDictionary<long, int> Wholes = ReadWholes();
    private static readonly FrozenSet<int> Suspects = FindSuspects();

    public static string Nfc(string text) =>
        text.AsSpan().ContainsAnyExceptInRange('\0', (char)(FirstCombining - 1)) && HasSuspect(text)
            ? Compose(text)
            : text;

    /// <summary>Accents and the like left out; marks of scripts where they make another letter stay.</summary>
    public static string WithoutAccents(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u007f'))
            return text;
        var codes = new List<int>(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
            TakeApart(CodeAt(text, ref i), codes);
        codes.RemoveAll(code => code is >= FirstCombining and <= LastAccent);
        PutInOrder(codes);
        PutTogether(codes);
        return TextOf(codes);
    }

    private static bool HasSuspect(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] < FirstCombining)
                continue;
            var code = CodeAt(text, ref i);
            if (Suspects.Contains(code))
                return true;
        }
        return false;
    }

    private static string Compose(string text)
    {
        var codes = new List<int>(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
            TakeApart(CodeAt(text, ref i), codes);
        PutInOrder(codes);
        PutTogether(codes);
        return TextOf(codes);
    }

    private static string TextOf(List<int> codes)
    {
        var composed = new StringBuilder(codes.Count);
        foreach (var code in codes)
        {
            if (code > char.MaxValue)
                composed.Append(char.ConvertFromUtf32(code));
            else
                composed.Append((char)code);
        }
        return composed.ToString();
    }

    /// <summary>Half a surrogate pair counts as a character of its own.</summary>
    private static int CodeAt(string text, ref int index)
    {
        var c = text[index];
        if (
            !char.IsHighSurrogate(c)
            || index + 1 == text.Length
            || !char.IsLowSurrogate(text[index + 1])
        )
            return c;
        index++;
        return char.ConvertToUtf32(c, text[index]);
    }

    private static void TakeApart(int code, List<int> into)
    {
        var syllable = code - SyllableFirst;
        if (syllable is >= 0 and < SyllableCount)
        {
            into.Add(LeadFirst + (syllable / (VowelCount * TrailCount)));
            into.Add(VowelFirst + (syllable % (VowelCount * TrailCount) / TrailCount));
            if (syllable % TrailCount is > 0 and var trail)
                into.Add(TrailBefore + trail);
        }
        else if (Parts.TryGetValue(code, out var parts))
            foreach (var part in parts)
                TakeApart(part, into);
        else
            into.Add(code);
    }

    /// <summary>A stable sort of each run of combining marks by class.</summary>
    private static void PutInOrder(List<int> codes)
    {
        for (var i = 1; i < codes.Count; i++)
        {
            var code = codes[i];
            var rank = ClassOf(code);
            if (rank == 0)
                continue;
            var at = i;
            for (; at > 0 && ClassOf(codes[at - 1]) > rank; at--)
                codes[at] = codes[at - 1];
            codes[at] = code;
        }
    }

    private static void PutTogether(List<int> codes)
    {
        var starter = -1;
        var written = 0;
        var lastClass = 0;
        for (var i = 0; i < codes.Count; i++)
        {
            var code = codes[i];
            var rank = ClassOf(code);
            // A mark joins its starter unless one of its class or higher stands between.
            var isBlocked = written - 1 != starter && (lastClass >= rank || lastClass == 0);
            if (starter >= 0 && !isBlocked && Whole(codes[starter], code) is { } whole)
            {
                codes[starter] = whole;
                continue;
            }
            if (rank == 0)
                starter = written;
            lastClass = rank;
            codes[written++] = code;
        }
        codes.RemoveRange(written, codes.Count - written);
    }

    private static int? Whole(int first, int second)
    {
        int lead = first - LeadFirst,
            vowel = second - VowelFirst;
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
            return SyllableFirst + (((lead * VowelCount) + vowel) * TrailCount);
        int syllable = first - SyllableFirst,
            trail = second - TrailBefore;
        if (
            syllable is >= 0 and < SyllableCount
            && syllable % TrailCount == 0
            && trail is > 0 and < TrailCount
        )
            return first + trail;
        return Wholes.TryGetValue(Pair(first, second), out var whole) ? whole : null;
    }

    private static int ClassOf(int code) => Classes.GetValueOrDefault(code);

    private static long Pair(int first, int second) => ((long)first << 32) | (uint)second;

    private static FrozenDictionary<int, int[]> ReadParts()
    {
        var parts = new Dictionary<int, int[]>();
        foreach (var run in UnicodeTables.Decompositions.Split(';'))
        {
            var code = Hex(run[..run.IndexOf(':')]);
            foreach (var entry in run[(run.IndexOf(':') + 1)..].Split(' '))
                parts[code++] = [.. entry.Split('+').Select(Hex)];
        }
        return parts.ToFrozenDictionary();
    }

    private static FrozenDictionary<int, int> ReadClasses()
    {
        var classes = new Dictionary<int, int>();
        foreach (var line in UnicodeTables.Classes.Split(';'))
        {
            var rank = int.Parse(line[..line.IndexOf(':')], CultureInfo.InvariantCulture);
            foreach (var range in line[(line.IndexOf(':') + 1)..].Split(' '))
            {
                var ends = range.Split('-');
                for (var code = Hex(ends[0]); code <= Hex(ends[^1]); code++)
                    classes[code] = rank;
            }
        }
        return classes.ToFrozenDictionary();
    }

    private static FrozenDictionary<long, int> ReadWholes()
    {
        var excluded = UnicodeTables.Excluded.Split(' ').Select(Hex).ToHashSet();
        return Parts
            .Where(entry => entry.Value.Length == 2 && !excluded.Contains(entry.Key))
            .ToFrozenDictionary(entry => Pair(entry.Value[0], entry.Value[1]), entry => entry.Key);
    }

    /// <summary>What may not stand as it is: marks, second halves, and what is always replaced.</summary>
    private static FrozenSet<int> FindSuspects()
    {
        var composable = Wholes.Values.ToHashSet();
        return Classes
            .Keys.Concat(Wholes.Keys.Select(pair => (int)(pair & 0xFFFFFFFF)))
            .Concat(Parts.Keys.Where(code => !composable.Contains(code)))
            .Concat(Enumerable.Range(VowelFirst, VowelCount))
            .Concat(Enumerable.Range(TrailBefore + 1, TrailCount - 1))
            .ToFrozenSet();
    }

    private static int Hex(string text) =>
        int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
