using CsCheck;
using Tallystick.Core.Comparison;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using static Tallystick.Tests.Core.Comparison.Forms;

namespace Tallystick.Tests.Core.Comparison;

/// <summary>What holds for any text. Generators mix what people type with what breaks programs.</summary>
public sealed class ComparisonLawsTests
{
    private const string Letters =
        "aAzZ0123456789 .,;:-+_/()'@?$€\t\r\n\"[]{}äßİıéÅ\u0301\u0308\u0323\u200b\ufeff\u00a0\u1100\u1161\u11a8\ud800\udc00\u212b\u0000\u001f\u0085";

    private static readonly string[] Samples =
    [
        "+1 415 555 2671",
        "(415) 555-2671",
        "4155552671 x5",
        "0",
        "1,234.50",
        "1.234,50 €",
        "yes",
        "NEIN",
        "03/04/1990",
        "1990-03-04T05:06:07+02:00",
        "636508800000",
        "Anna@Example.com",
        "a;B; a",
        "{\"b\":1,\"a\":[1.0]}",
        "Zoe\u0308",
    ];

    private static readonly Gen<string> Typed = Gen.Int[0, Samples.Length - 1]
        .Select(n => Samples[n]);

    private static readonly Gen<string> Any = Gen.OneOf(
        Gen.Char[Letters].Array[0, 12].Select(chars => new string(chars)),
        Gen.Char["0123456789+-.,/: "].Array[0, 20].Select(chars => new string(chars)),
        Gen.String[0, 10],
        Typed,
        Gen.Select(Typed, Gen.Char[Letters]).Select(pair => pair.Item1 + pair.Item2),
        Gen.Select(Typed, Gen.Char[Letters]).Select(pair => pair.Item2 + pair.Item1)
    );

    public static TheoryData<ComparisonKind> Kinds => [.. Enum.GetValues<ComparisonKind>()];

    public static TheoryData<FieldType> Types => [.. Enum.GetValues<FieldType>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_form_of_a_form_is_itself(ComparisonKind kind)
    {
        var form = ComparisonForm.For(kind, American);

        Any.Sample(
            text =>
            {
                var once = form.Of(Value.Of(text));
                return form.Of(Value.Of(once)) == once;
            },
            iter: 20_000
        );
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void To_be_equal_is_an_equivalence(ComparisonKind kind)
    {
        var form = ComparisonForm.For(kind, German);

        Gen.Select(Any, Any, Any)
            .Sample(
                (a, b, c) =>
                {
                    bool Equal(string x, string y) => form.AreEqual(Value.Of(x), Value.Of(y));
                    return Equal(a, a)
                        && Equal(a, b) == Equal(b, a)
                        && (!Equal(a, b) || !Equal(b, c) || Equal(a, c))
                        && Equal(a, b) == (form.Of(Value.Of(a)) == form.Of(Value.Of(b)));
                },
                iter: 5_000
            );
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void What_is_coerced_still_means_the_same(FieldType target)
    {
        foreach (var source in Enum.GetValues<FieldType>())
        {
            // A more specific source, such as a set for a number field, may mean more than fits.
            var kind = ComparisonKinds.Of(source, target);
            if (target is not FieldType.Text && kind != ComparisonKinds.Of(target, target))
                continue;
            var form = ComparisonForm.For(kind, American, source);
            var targetForm = ComparisonForm.For(kind, American, target);
            var coercion = Coercion.For(new Field("s", "S", source), Field(target), American);

            Any.Sample(
                text =>
                {
                    var result = coercion.Apply(Value.Of(text));
                    // U+001F parts the elements of a set's form, and is dropped from a text.
                    return result.Problem is not null
                        || text.Contains('\u001f')
                        || targetForm.Of(result.Value) == form.Of(Value.Of(text));
                },
                iter: 2_000
            );
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void What_is_coerced_is_not_changed_by_coercing_again(FieldType target)
    {
        var coercion = Coercion.For(Field(FieldType.Text), Field(target), American);

        Any.Sample(
            text =>
            {
                var once = coercion.Apply(Value.Of(text));
                return once.Problem is not null || coercion.Apply(once.Value).Value == once.Value;
            },
            iter: 5_000
        );
    }
}
