using System.Diagnostics.CodeAnalysis;

namespace Tallystick.Core.Records;

/// <summary>
/// What one side shows for one field: unknown (this projection does not carry the field), empty,
/// a text, or a set of texts. Every scalar travels as text in its type's wire form
/// (<see cref="Schema.FieldType"/>), so that a value can be stored, hashed and shown without
/// knowing its type. Unknown is the default and is never a change.
/// </summary>
public readonly struct Value : IEquatable<Value>
{
    private static readonly object Blank = new();

    private readonly object? _content;

    private Value(object content) => _content = content;

    public static Value Unknown => default;

    public static Value Empty { get; } = new(Blank);

    /// <summary>Null and "" are the same: empty.</summary>
    public static Value Of(string? text) => string.IsNullOrEmpty(text) ? Empty : new Value(text);

    /// <summary>A set keeps the order and spelling it was given; an empty one is empty.</summary>
    public static Value OfSet(IEnumerable<string>? items) =>
        items?.Where(item => !string.IsNullOrWhiteSpace(item)).ToArray() is { Length: > 0 } array
            ? new Value(array)
            : Empty;

    /// <summary>
    /// Unknown for now: the id, as its side gives it, of a record that the other side does not know
    /// yet. Never a change, until it can be translated.
    /// </summary>
    public static Value Awaiting(string id) => new(new Awaited(id));

    public bool IsUnknown => _content is null or Awaited;

    /// <summary>What an unknown reference waits for, in its own side's words; null for all else.</summary>
    public string? AwaitedId => (_content as Awaited)?.Id;

    public bool IsEmpty => ReferenceEquals(_content, Blank);

    public bool HasContent => _content is string or string[];

    public bool IsSet => _content is string[];

    /// <summary>The text of a scalar; null for unknown, empty and sets.</summary>
    public string? Text => _content as string;

    /// <summary>The elements of a set, or the one text of a scalar; empty otherwise.</summary>
    public IReadOnlyList<string> Items =>
        _content switch
        {
            string[] items => items,
            string text => [text],
            _ => [],
        };

    public bool Equals(Value other) =>
        (_content, other._content) switch
        {
            (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
            (string[] a, string[] b) => a.AsSpan().SequenceEqual(b),
            (Awaited a, Awaited b) => a == b,
            var (a, b) => ReferenceEquals(a, b),
        };

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Value v && Equals(v);

    public override int GetHashCode() =>
        _content switch
        {
            string text => text.GetHashCode(StringComparison.Ordinal),
            string[] items => items.Length > 0 ? HashCode.Combine(items.Length, items[0]) : 0,
            Awaited awaited => awaited.GetHashCode(),
            null => 0,
            _ => 1,
        };

    public static bool operator ==(Value left, Value right) => left.Equals(right);

    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>For people: a set joined by "; ", unknown as "?".</summary>
    public override string ToString() =>
        _content switch
        {
            null or Awaited => "?",
            string text => text,
            string[] items => string.Join("; ", items),
            _ => "",
        };

    private sealed record Awaited(string Id);
}
