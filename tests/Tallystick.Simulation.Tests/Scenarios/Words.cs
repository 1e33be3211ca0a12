using System.Globalization;

namespace Tallystick.Simulation.Tests.Scenarios;

/// <summary>A line of words such as "left lag=4 page=5 total": what a script says of its world.</summary>
internal sealed class Words(string line)
{
    private readonly Dictionary<string, string> _words = line.Split(
            ' ',
            StringSplitOptions.RemoveEmptyEntries
        )
        .Skip(1)
        .Select(word => word.Split('='))
        .ToDictionary(w => w[0], w => w.ElementAtOrDefault(1) ?? "");

    public bool Has(string word) => _words.Remove(word);

    public int Number(string word, int otherwise) =>
        _words.Remove(word, out var text)
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;

    public T Name<T>(string word, T otherwise)
        where T : struct, Enum =>
        _words.Remove(word, out var text) ? Enum.Parse<T>(text, ignoreCase: true) : otherwise;

    /// <exception cref="FormatException">A word that nobody asked for.</exception>
    public void End()
    {
        if (_words.Count > 0)
            throw new FormatException($"'{line}' says '{_words.Keys.First()}'.");
    }

    public static string Write(string first, IEnumerable<(string Word, object Value)> words) =>
        string.Join(
            ' ',
            words
                .Where(w => w.Value is not false)
                .Select(w =>
                    w.Value is true
                        ? w.Word
                        : string.Create(CultureInfo.InvariantCulture, $"{w.Word}={w.Value}")
                )
                .Prepend(first)
        );
}
