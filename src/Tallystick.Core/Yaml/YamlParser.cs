using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tallystick.Core.Yaml;

/// <summary>
/// Reads the part of YAML that settings need: maps, lists and single values. What makes YAML
/// surprising (anchors, aliases, merge keys, tags, several documents, duplicate keys) is refused.
/// </summary>
internal sealed class YamlParser
{
    private const int CharactersMax = 2_000_000;
    private const int DepthMax = 24;

    private readonly string _text;
    private readonly string _file;
    private readonly Scanner _scanner;
    private readonly Parser _parser;

    public YamlParser(string text, string file)
    {
        // Some editors put a mark of the byte order first, and it is no part of the first key.
        _text = text.TrimStart('\ufeff');
        _file = file;
        _scanner = new Scanner(new StringReader(_text));
        _parser = new Parser(_scanner);
    }

    /// <summary>The one map that the file holds.</summary>
    public YamlNode.Mapping Parse()
    {
        if (_text.Length > CharactersMax)
            throw Error(1, 1, $"the file is longer than {CharactersMax:N0} characters");
        try
        {
            return ReadDocument();
        }
        catch (YamlException e)
        {
            throw YamlSyntax.Explain(e, _text, _file);
        }
        // Some of what is no YAML trips the scanner itself, which then throws whatever it likes.
        catch (Exception e) when (e is not DocumentException)
        {
            throw YamlSyntax.Explain(_scanner.CurrentPosition, _text, _file);
        }
    }

    private YamlNode.Mapping ReadDocument()
    {
        Move<StreamStart>();
        if (_parser.Current is StreamEnd)
            throw Error(1, 1, "the file is empty");
        Move<DocumentStart>();
        var root = ReadNode(0);
        Move<DocumentEnd>();
        if (_parser.Current is not StreamEnd)
            throw Error(
                _parser.Current!,
                "a second document starts here",
                "Keep one document a file."
            );
        return root switch
        {
            YamlNode.Mapping map => map,
            YamlNode.Scalar { IsNothing: true } => throw Error(1, 1, "the file is empty"),
            _ => throw Error(
                root.Line,
                root.Column,
                $"the file holds {root.Kind}",
                "It must start with keys, as in 'key: value'."
            ),
        };
    }

    private YamlNode ReadNode(int depth)
    {
        var start = _parser.Current!;
        if (depth > DepthMax)
            throw Error(start, $"more than {DepthMax} levels deep");
        Refuse(start);
        _parser.MoveNext();
        return start switch
        {
            Scalar s => NodeOf(s),
            SequenceStart => ReadSequence(start, depth),
            MappingStart => ReadMapping(start, depth),
            _ => throw Error(start, "something unexpected stands here"),
        };
    }

    private YamlNode.Sequence ReadSequence(ParsingEvent start, int depth)
    {
        var items = new List<YamlNode>();
        while (_parser.Current is not SequenceEnd)
            items.Add(ReadNode(depth + 1));
        _parser.MoveNext();
        return new YamlNode.Sequence(Line(start), Column(start), items);
    }

    private YamlNode.Mapping ReadMapping(ParsingEvent start, int depth)
    {
        var entries = new List<YamlEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (_parser.Current is not MappingEnd)
        {
            var key = ReadKey();
            if (!lines.TryAdd(key.Text, key.Line))
                throw Error(
                    key.Line,
                    key.Column,
                    $"key '{key.Text}' stands here a second time",
                    $"It is already on line {lines[key.Text]}."
                );
            entries.Add(new YamlEntry(key, ReadNode(depth + 1)));
        }
        _parser.MoveNext();
        return new YamlNode.Mapping(Line(start), Column(start), entries);
    }

    private YamlNode.Scalar ReadKey()
    {
        var start = _parser.Current!;
        Refuse(start);
        if (start is not Scalar scalar)
            throw Error(start, "a key must be a single text");
        if (scalar is { Value: "<<", Style: ScalarStyle.Plain })
            throw Error(start, "merge keys ('<<') are not supported", "Write the keys out.");
        _parser.MoveNext();
        return NodeOf(scalar);
    }

    private static YamlNode.Scalar NodeOf(Scalar scalar) =>
        new(Line(scalar), Column(scalar), scalar.Value, scalar.Style is ScalarStyle.Plain);

    private void Refuse(ParsingEvent e)
    {
        if (e is AnchorAlias alias)
            throw Error(
                e,
                $"'*{alias.Value}' is an alias",
                "This file has no anchors: write the value out, or put it in quotes if the star is meant."
            );
        if (e is NodeEvent { Anchor.IsEmpty: false } node)
            throw Error(
                e,
                $"'&{node.Anchor.Value}' is an anchor",
                "This file has no anchors: write the value out, or put it in quotes if the & is meant."
            );
        if (e is NodeEvent { Tag.IsEmpty: false } tagged)
            throw Error(e, $"'{tagged.Tag.Value}' is a type tag", "This file has no type tags.");
    }

    private void Move<T>()
        where T : ParsingEvent
    {
        while (_parser.Current is null && _parser.MoveNext()) { }
        if (_parser.Current is not T)
            throw Error(_parser.Current!, "something unexpected stands here");
        _parser.MoveNext();
    }

    private DocumentException Error(ParsingEvent e, string message, string? hint = null) =>
        Error(Line(e), Column(e), message, hint);

    private DocumentException Error(int line, int column, string message, string? hint = null) =>
        new(_file, line, column, message, hint);

    private static int Line(ParsingEvent e) => checked((int)e.Start.Line);

    private static int Column(ParsingEvent e) => checked((int)e.Start.Column);
}
