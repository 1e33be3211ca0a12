using Tallystick.Core.Mapping;
using Tallystick.Core.Schema;
using static Tallystick.Tests.Core.Mapping.Streams;

namespace Tallystick.Tests.Core.Mapping;

/// <summary>
/// Streams run after those that they refer to. "note>contact" refers to contacts, "note>>contact"
/// belongs to one.
/// </summary>
public sealed class StreamOrderTests
{
    [Theory]
    [InlineData("a b c", "a b c")]
    [InlineData("note>contact contact", "contact note")]
    [InlineData("note>>contact contact", "contact note")]
    [InlineData("contact note>contact", "contact note")]
    [InlineData("note>task task>contact contact", "contact task note")]
    [InlineData("a note>contact b contact", "a b contact note")]
    [InlineData("contact>contact a", "contact a")]
    [InlineData("contact>>contact a", "contact a")]
    [InlineData("contact>company company>contact", "contact company")]
    [InlineData("note>>contact contact>note", "contact note")]
    [InlineData("contact>note note>>contact", "contact note")]
    [InlineData("note>elsewhere a", "note a")]
    public void Streams_run_after_those_they_refer_to(string streams, string expected) =>
        string.Join(' ', Order(streams)).ShouldBe(expected);

    [Theory]
    [InlineData("a>>b b>>a c", "'a' to 'b' by 'of', 'b' to 'a' by 'of'")]
    [InlineData("c d>>c a>>b b>>a", "'a' to 'b' by 'of', 'b' to 'a' by 'of'")]
    [InlineData("c>a a>>b b>>a", "'a' to 'b' by 'of', 'b' to 'a' by 'of'")]
    public void Records_that_belong_to_each_other_in_a_circle_are_a_mistake(
        string streams,
        string circle
    ) =>
        Problems(() => Order(streams))
            .ShouldBe([
                $"a: the records of these streams belong to each other in a circle: {circle}. "
                    + "Leave one of these pairs out: neither stream could begin.",
            ]);

    [Fact]
    public void A_circle_is_told_with_its_line() =>
        Problems(() => Order("a>>b b>>a", "tallystick.yaml:30"))
            .ShouldHaveSingleItem()
            .ShouldStartWith("tallystick.yaml:30: ");

    [Fact]
    public void Streams_whose_object_types_are_not_there_keep_their_place() =>
        StreamOrder.Of(All("b>a a", null), [], []).Select(s => s.Name).ShouldBe(["b", "a"]);

    private static IEnumerable<string> Order(string text, string? where = null)
    {
        var streams = All(text, where);
        var schemas = text.Split(' ').Select(SchemaOf).ToArray();
        return StreamOrder.Of(streams, schemas, schemas).Select(s => s.Name);
    }

    private static StreamDefinition[] All(string text, string? where) =>
        [.. text.Split(' ').Select(s => StreamOf(NameOf(s), where))];

    private static StreamDefinition StreamOf(string name, string? where) =>
        new()
        {
            Name = name,
            LeftObject = name,
            RightObject = name,
            Fields =
            [
                new FieldPair("name", "name"),
                new FieldPair("missing", "name"),
                new FieldPair("name", "missing"),
                new FieldPair("of", "of") { Where = where },
            ],
        };

    private static ObjectSchema SchemaOf(string text) =>
        new(
            NameOf(text),
            [
                Text("name"),
                Typed("of", FieldType.Reference) with
                {
                    RefersTo = text.Contains('>') ? text.Split('>')[^1] : null,
                    Required = text.Contains(">>"),
                },
            ]
        );

    private static string NameOf(string text) => text.Split('>')[0];
}
