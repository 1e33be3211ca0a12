using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Tallystick.Core.Comparison;

/// <summary>
/// Remembers at most <c>2 × generationMax</c> answers of a pure function, thread-safe. When the
/// young generation is full it becomes the old one and the old one is dropped; a hit in the old
/// one is young again. What is asked for often therefore stays.
/// </summary>
internal sealed class Memo(int generationMax)
{
    private sealed class Generation
    {
        public readonly ConcurrentDictionary<string, string> Answers = new(StringComparer.Ordinal);
        public int Count;
    }

    private Generation _young = new();
    private Generation _old = new();

    public bool TryGet(string key, [NotNullWhen(true)] out string? answer)
    {
        if (Volatile.Read(ref _young).Answers.TryGetValue(key, out answer))
            return true;
        if (!Volatile.Read(ref _old).Answers.TryGetValue(key, out answer))
            return false;
        Add(key, answer);
        return true;
    }

    /// <summary>Returns the answer, so that remembering reads as part of computing.</summary>
    public string Add(string key, string answer)
    {
        var young = Volatile.Read(ref _young);
        if (
            !young.Answers.TryAdd(key, answer)
            || Interlocked.Increment(ref young.Count) < generationMax
        )
            return answer;
        // Only one thread turns the page; the others go on adding to whichever they saw.
        if (Interlocked.CompareExchange(ref _young, new Generation(), young) == young)
            Volatile.Write(ref _old, young);
        return answer;
    }
}
