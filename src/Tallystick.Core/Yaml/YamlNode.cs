namespace Tallystick.Core.Yaml;

/// <summary>What a file says, before anybody asks what it means.</summary>
internal abstract class YamlNode
{
    private YamlNode(int line, int column) => (Line, Column) = (line, column);

    public int Line { get; }

    public int Column { get; }

    /// <summary>How an error names this kind of content.</summary>
    public abstract string Kind { get; }

    internal sealed class Scalar(int line, int column, string text, bool plain)
        : YamlNode(line, column)
    {
        public string Text => text;

        /// <summary>Written without quotes.</summary>
        public bool IsPlain => plain;

        /// <summary>Nothing was written, or one of YAML's spellings of nothing.</summary>
        public bool IsNothing => plain && text is ("" or "~" or "null" or "Null" or "NULL");

        public override string Kind => IsNothing ? "nothing" : "a single value";
    }

    internal sealed class Sequence(int line, int column, IReadOnlyList<YamlNode> items)
        : YamlNode(line, column)
    {
        public IReadOnlyList<YamlNode> Items => items;

        public override string Kind => "a list";
    }

    internal sealed class Mapping(int line, int column, IReadOnlyList<YamlEntry> entries)
        : YamlNode(line, column)
    {
        public IReadOnlyList<YamlEntry> Entries => entries;

        public override string Kind => "a map of keys";
    }
}

internal sealed record YamlEntry(YamlNode.Scalar Key, YamlNode Value);
