namespace Tallystick.Connectors.Rest;

/// <summary>What may stand behind a key of a manifest.</summary>
internal abstract record KeyShape
{
    private KeyShape() { }

    public sealed record Text : KeyShape;

    public sealed record Whole(int Min, int Max) : KeyShape;

    public sealed record Flag : KeyShape;

    public sealed record Time : KeyShape;

    public sealed record OneOf(IReadOnlyList<string> Words) : KeyShape;

    /// <summary>One text or a list of texts.</summary>
    public sealed record Texts : KeyShape;

    /// <summary>Free names to texts.</summary>
    public sealed record TextMap(string KeyIs, string ValueIs) : KeyShape;

    public sealed record Part(string Section) : KeyShape;

    public sealed record ListOf(string Section) : KeyShape;

    /// <summary>One part or a list of parts.</summary>
    public sealed record PartOrList(string Section) : KeyShape;

    /// <summary>Free names to parts.</summary>
    public sealed record MapOf(string Section) : KeyShape;
}

/// <summary>One key of a section.</summary>
internal sealed record VocabularyKey(string Name, KeyShape Shape, string Help, bool IsRequired);

/// <summary>One kind of map in a manifest.</summary>
internal sealed record VocabularySection(
    string Name,
    string Help,
    IReadOnlyList<VocabularyKey> Keys
);
