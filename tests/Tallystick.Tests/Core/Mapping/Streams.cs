using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Tests.Core.Mapping;

/// <summary>A stream between contacts on the left and persons on the right.</summary>
internal static class Streams
{
    public static StreamDefinition Definition(params FieldPair[] fields) =>
        new()
        {
            Name = "crm/people",
            LeftObject = "contact",
            RightObject = "person",
            Fields = fields,
        };

    public static StreamPlan Compile(StreamDefinition definition, Field[] left, Field[] right) =>
        StreamCompiler.Compile(
            definition,
            [new ObjectSchema("contact", left)],
            [new ObjectSchema("person", right)]
        );

    /// <summary>Fields of the same keys and types on both sides, each mapped to its like.</summary>
    public static StreamPlan Plan(params Field[] fields) => Plan(fields, []);

    /// <param name="match">Rules: keys with a plus between them.</param>
    public static StreamPlan Plan(Field[] fields, string[] match) =>
        Compile(
            Definition([.. fields.Select(f => new FieldPair(f.Key, f.Key))]) with
            {
                Match = [.. match.Select(rule => rule.Split('+'))],
            },
            fields,
            fields
        );

    /// <summary>What is wrong, each with its place and the way out; none when it compiles.</summary>
    public static string[] Problems(Action compile)
    {
        try
        {
            compile();
            return [];
        }
        catch (MappingException e)
        {
            return [.. e.Problems.Select(p => p.ToString())];
        }
    }

    public static Field Text(string key) => new(key, key, FieldType.Text);

    public static Field Typed(string key, FieldType type) => new(key, key, type);

    /// <summary>A dash is empty, a question mark unknown, words in braces a set, "@7" an id that waits.</summary>
    public static Value Value(string text) =>
        text switch
        {
            "?" => Tallystick.Core.Records.Value.Unknown,
            "-" => Tallystick.Core.Records.Value.Empty,
            ['@', .. var id] => Tallystick.Core.Records.Value.Awaiting(id),
            ['{', .., '}'] => Tallystick.Core.Records.Value.OfSet(text.Trim('{', '}').Split(' ')),
            _ => Tallystick.Core.Records.Value.Of(text),
        };

    /// <summary>Values with bars between them.</summary>
    public static Value[] Row(string text) =>
        [.. text.Split('|', StringSplitOptions.TrimEntries).Select(Value)];
}
