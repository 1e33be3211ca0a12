using System.Globalization;
using System.Text.Json;
using CsCheck;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using static Tallystick.Tests.Core.Mapping.Streams;

namespace Tallystick.Tests.Core.Mapping;

public sealed class StreamPlanTests
{
    [Theory]
    [InlineData(SyncMode.TwoWay, true, true)]
    [InlineData(SyncMode.ToRight, false, true)]
    [InlineData(SyncMode.ToLeft, true, false)]
    [InlineData(SyncMode.Observe, false, false)]
    public void The_mode_says_which_sides_are_written(SyncMode mode, bool left, bool right)
    {
        var plan = Compile(
            Definition(new FieldPair("name", "name")) with
            {
                Mode = mode,
            },
            [Text("name")],
            [Text("name")]
        );

        plan.Writes(Side.Left).ShouldBe(left);
        plan.Writes(Side.Right).ShouldBe(right);
    }

    [Theory]
    [InlineData(SyncMode.TwoWay, CreatePolicy.Both, true, true)]
    [InlineData(SyncMode.TwoWay, CreatePolicy.ToLeft, true, false)]
    [InlineData(SyncMode.TwoWay, CreatePolicy.ToRight, false, true)]
    [InlineData(SyncMode.TwoWay, CreatePolicy.None, false, false)]
    [InlineData(SyncMode.ToRight, CreatePolicy.Both, false, true)]
    [InlineData(SyncMode.ToRight, CreatePolicy.ToLeft, false, false)]
    [InlineData(SyncMode.Observe, CreatePolicy.Both, false, false)]
    public void New_records_are_created_where_both_the_mode_and_the_author_say_so(
        SyncMode mode,
        CreatePolicy creates,
        bool left,
        bool right
    )
    {
        var plan = Compile(
            Definition(new FieldPair("name", "name")) with
            {
                Mode = mode,
                Creates = creates,
            },
            [Text("name")],
            [Text("name")]
        );

        plan.Creates(Side.Left).ShouldBe(left);
        plan.Creates(Side.Right).ShouldBe(right);
    }

    [Theory]
    [InlineData("a | -", "- | a")]
    [InlineData("a | b", "b | a")]
    [InlineData("ab", "{a b}")]
    [InlineData("a", "{a}")]
    [InlineData("{ab}", "{a b}")]
    [InlineData("{a b} | c", "{a} | {b c}")]
    [InlineData("a | b", "ab | -")]
    [InlineData("a", "A")]
    [InlineData("a", "-")]
    [InlineData("@7", "?")]
    [InlineData("@7", "7")]
    [InlineData("@7", "@8")]
    [InlineData("@7 | a", "@7a")]
    public void Rows_that_read_differently_have_different_hashes(string one, string other) =>
        StreamPlan.HashOf(Row(one)).ShouldNotBe(StreamPlan.HashOf(Row(other)));

    [Fact]
    public void A_row_has_the_same_hash_however_often_it_is_read() =>
        Gen
            .String.Array[0, 5]
            .Sample(texts =>
                StreamPlan.HashOf([.. texts.Select(Tallystick.Core.Records.Value.Of)])
                == StreamPlan.HashOf([.. texts.Select(Tallystick.Core.Records.Value.Of)])
            );

    [Fact]
    public void Fields_that_were_not_read_do_not_count() =>
        StreamPlan.HashOf(Row("? | a | ?")).ShouldBe(StreamPlan.HashOf(Row("a")));

    // Stored in every state file: another hash would make every record look changed once.
    [Theory]
    [InlineData("", "99AA06D3014798D86001C324468D497F")]
    [InlineData("Ada", "22C27B506A48D944B01A41FEB0F844E1")]
    [InlineData("@7 | @8 | Ada", "FC8CCA7E6161EA85DD8ED3CA4361E37D")]
    [InlineData("Ada | - | {vip new} | ?", "00A48EC78EDD8B75FC164749860E5FE9")]
    public void Hashes_are_the_same_in_every_version(string row, string hash) =>
        StreamPlan.HashOf(row.Length == 0 ? [] : Row(row)).ToString("X32").ShouldBe(hash);

    [Theory]
    [InlineData(300)]
    [InlineData(400)]
    [InlineData(5_000)]
    public void Long_texts_count_to_their_last_letter(int length)
    {
        var text = new string('ü', length);

        StreamPlan.HashOf([Value(text + "a")]).ShouldNotBe(StreamPlan.HashOf([Value(text + "b")]));
        StreamPlan
            .HashOf([Value(text)])
            .ShouldBe(StreamPlan.HashOf([Value(new string('ü', length))]));
    }

    [Theory]
    // email | name | note: what was sent, and what a record shows
    [InlineData("a@x.com | Ada | -", "A@X.com | Ada | -", true)]
    [InlineData("a@x.com | Ada Lovelace | -", "a@x.com | Ada Love | -", true)]
    [InlineData("a@x.com | Ada | -", "a@x.com | Eva | -", false)]
    [InlineData("a@x.com | Ada | -", "b@x.com | Ada | -", false)]
    [InlineData("a@x.com | Ada | -", "a@x.com | ? | -", true)]
    [InlineData("a@x.com | - | -", "a@x.com | Ada | -", true)]
    [InlineData("a@x.com | Ada | -", "a@x.com | - | -", false)]
    [InlineData("- | Ada Lovelace | -", "- | Ada Love | -", false)]
    [InlineData("- | - | -", "- | - | -", false)]
    [InlineData("? | ? | ?", "a@x.com | Ada | -", false)]
    public void A_record_is_made_of_what_was_sent_when_it_shows_it_or_a_form_of_it(
        string sent,
        string shown,
        bool expected
    )
    {
        var plan = Plan(Typed("email", FieldType.Email), Text("name"), Text("note"));

        plan.IsMadeOf(Side.Left, Row(sent), Row(shown)).ShouldBe(expected);
        plan.IsMadeOf(Side.Right, Row(sent), Row(shown)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(199, false)]
    [InlineData(200, true)]
    public void Long_texts_do_not_tell_what_a_record_was_made_of(int length, bool expected)
    {
        var plan = Plan(Text("name"), Text("note"));
        Value[] sent = [Value("Ada"), Value(new string('a', length))];

        plan.IsMadeOf(Side.Left, sent, Row("Ada | something else")).ShouldBe(expected);
    }

    [Theory]
    [InlineData("c1 | Called", "c1 | Called", true)]
    [InlineData("c1 | Called", "c1 | Called, left voicemail", false)]
    [InlineData("c1 | Called", "c2 | Called", false)]
    public void The_same_owner_does_not_make_two_records_one(
        string sent,
        string shown,
        bool expected
    )
    {
        var plan = Plan(Text("contact") with { RefersTo = "contact" }, Text("body"));

        plan.IsMadeOf(Side.Left, Row(sent), Row(shown)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(0, 900, true)]
    [InlineData(0, 500, true)]
    [InlineData(0, 50, false)]
    [InlineData(1, 900, false)]
    public void A_long_text_alone_is_known_by_its_beginning(int start, int length, bool expected)
    {
        var plan = Plan(Text("contact") with { RefersTo = "contact" }, Text("body"));
        var text = string.Concat(
            Enumerable.Range(0, 300).Select(i => i.ToString("000", CultureInfo.InvariantCulture))
        );

        plan.IsMadeOf(
                Side.Left,
                [Value("c1"), Value(text)],
                [Value("c1"), Value(text[start..Math.Min(start + length, text.Length)])]
            )
            .ShouldBe(expected);
    }

    [Fact]
    public void Sets_do_not_tell_what_a_record_was_made_of()
    {
        var plan = Plan(Text("name"), Typed("tags", FieldType.Set));

        plan.IsMadeOf(Side.Left, Row("Ada | {a b}"), Row("Ada | {c}")).ShouldBeTrue();
        plan.IsMadeOf(Side.Left, Row("- | {a b}"), Row("- | {a b}")).ShouldBeFalse();
    }

    [Fact]
    public void Each_side_is_looked_at_by_its_own_order_of_fields()
    {
        var plan = Compile(
            Definition(
                new FieldPair("age", "name") { Direction = Direction.ToRight },
                new FieldPair("name", "age"),
                new FieldPair("age", "size") { Direction = Direction.ToRight }
            ),
            [Text("name"), Text("age")],
            [Text("name"), Text("age"), Text("size")]
        );

        plan.IsMadeOf(Side.Right, Row("a | b | c"), Row("a | b | c")).ShouldBeTrue();
        plan.IsMadeOf(Side.Right, Row("a | b | c"), Row("a | b | x")).ShouldBeFalse();
        plan.IsMadeOf(Side.Left, Row("a | b"), Row("a | b")).ShouldBeTrue();
    }

    [Fact]
    public void A_mapping_that_says_the_same_has_the_same_signature() =>
        SignatureOf(d => d).ShouldBe(SignatureOf(d => d));

    [Fact]
    public void What_stored_rows_do_not_depend_on_leaves_the_signature_alone() =>
        SignatureOf(d => d with { Deletes = DeletePolicy.Propagate, DeletesMax = 7 })
            .ShouldBe(SignatureOf(d => d));

    public static TheoryData<string, Func<StreamDefinition, StreamDefinition>> Changes =>
        new()
        {
            { "a pair more", d => d with { Fields = [.. d.Fields, new FieldPair("age", "age")] } },
            { "a pair less", d => d with { Fields = [d.Fields[0]] } },
            { "another order", d => d with { Fields = [d.Fields[1], d.Fields[0]] } },
            { "another left field", d => With(d, new FieldPair("age", "name")) },
            { "another right field", d => With(d, new FieldPair("name", "age")) },
            {
                "another direction",
                d => With(d, new FieldPair("name", "name") { Direction = Direction.ToLeft })
            },
            {
                "another policy",
                d => With(d, new FieldPair("name", "name") { Conflict = ConflictPolicy.Left })
            },
            { "fill only", d => With(d, new FieldPair("name", "name") { FillOnly = true }) },
            {
                "a transform",
                d => With(d, new FieldPair("name", "name") { ToRight = "{{ value }}", ToLeft = "" })
            },
            {
                "another transform to the left",
                d =>
                    With(d, new FieldPair("name", "name") { ToRight = "{{ value }}", ToLeft = "x" })
            },
            {
                "another transform to the right",
                d => With(d, new FieldPair("name", "name") { ToRight = "x", ToLeft = "" })
            },
            { "a canary", d => d with { Canary = Canary.First(3) } },
            { "another canary", d => d with { Canary = Canary.First(4) } },
            {
                "another mode of the rest",
                d => d with { Canary = Canary.First(3) with { Rest = SyncMode.ToLeft } }
            },
            { "another mode", d => d with { Mode = SyncMode.ToLeft } },
            {
                "another rule",
                d =>
                    d with
                    {
                        Match =
                        [
                            ["name"],
                        ],
                    }
            },
            {
                "a rule of two fields",
                d =>
                    d with
                    {
                        Match =
                        [
                            ["email", "name"],
                        ],
                    }
            },
            {
                "two rules",
                d =>
                    d with
                    {
                        Match =
                        [
                            ["email"],
                            ["name"],
                        ],
                    }
            },
            { "a left filter", d => d with { LeftFilter = Filter("name") } },
            { "a right filter", d => d with { RightFilter = Filter("name") } },
        };

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_stored_rows_depend_on_changes_the_signature(
        string what,
        Func<StreamDefinition, StreamDefinition> change
    )
    {
        var others = Changes
            .Where(other => other.Data.Item1 != what)
            .Select(other => SignatureOf(other.Data.Item2));

        SignatureOf(change).ShouldNotBe(SignatureOf(d => d), what);
        others.ShouldAllBe(other => other != SignatureOf(change), what);
    }

    [Fact]
    public void Where_an_app_means_another_type_or_zone_the_signature_changes()
    {
        var signatures = new[]
        {
            (FieldType.Instant, "Europe/Berlin"),
            (FieldType.Instant, "America/New_York"),
            (FieldType.Date, "Europe/Berlin"),
            (FieldType.Text, "Europe/Berlin"),
        }.Select(app => SignatureWith(app.Item1, app.Item2));

        signatures.ShouldBeUnique();
    }

    // Read with the rows that older versions stored.
    [Fact]
    public void The_signature_says_how_keys_are_made_and_values_are_compared()
    {
        var plan = Plan([Typed("email", FieldType.Email), Text("name")], ["email", "email+name"]);

        var signature = JsonSerializer.Deserialize(
            plan.Signature(),
            StreamSignatureContext.Default.StreamSignature
        )!;

        signature.Rules.ShouldBe(["email", "email+name folded"]);
        signature.LeftTypes.ShouldBe([FieldType.Email, FieldType.Text]);
        signature.RightTypes.ShouldBe([FieldType.Email, FieldType.Text]);
        signature.Forms!.Count.ShouldBe(2);
        signature.Written!.ShouldContain("email+name");
    }

    private static string SignatureWith(FieldType type, string zone)
    {
        Field[] fields = [Typed("met", type)];
        return StreamCompiler
            .Compile(
                Definition(new FieldPair("met", "met")),
                [new ObjectSchema("contact", fields) { TimeZone = zone }],
                [new ObjectSchema("person", fields)]
            )
            .Signature();
    }

    private static Dictionary<string, string> Filter(string key) => new() { [key] = "x" };

    /// <summary>The definition with another pair in place of the one of names.</summary>
    private static StreamDefinition With(StreamDefinition definition, FieldPair pair) =>
        definition with
        {
            Fields = [definition.Fields[0], pair],
        };

    private static string SignatureOf(Func<StreamDefinition, StreamDefinition> change)
    {
        Field[] fields = [Text("email"), Text("name"), Text("age")];
        var definition = Definition(new FieldPair("email", "email"), new FieldPair("name", "name"));
        return Compile(
                change(
                    definition with
                    {
                        Match =
                        [
                            ["email"],
                        ],
                    }
                ),
                fields,
                fields
            )
            .Signature();
    }
}
