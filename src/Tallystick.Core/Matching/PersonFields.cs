using Tallystick.Core.Mapping;
using Tallystick.Core.Records;

namespace Tallystick.Core.Matching;

/// <summary>Which mapped fields of a stream tell who a person is, found by what they are called.</summary>
public sealed class PersonFields
{
    private readonly FieldPlan? _first;
    private readonly FieldPlan? _last;
    private readonly FieldPlan? _whole;
    private readonly FieldPlan? _company;
    private readonly FieldPlan? _city;

    private PersonFields(StreamPlan plan)
    {
        _first = Find(plan, "firstname");
        _last = Find(plan, "lastname");
        _whole = Find(plan, "name");
        _company = Find(plan, "company");
        _city = Find(plan, "city");
    }

    /// <summary>Null when the stream maps no name.</summary>
    public static PersonFields? Of(StreamPlan plan)
    {
        var fields = new PersonFields(plan);
        return fields._last is null && fields._whole is null ? null : fields;
    }

    /// <summary>Null when the record has no name.</summary>
    public PersonCard? CardOf(Side side, Record record, IReadOnlyList<string?> keys)
    {
        return PersonCard.Of(
            record.Id,
            (Text(_first), Text(_last), Text(_whole)),
            Text(_company),
            Text(_city),
            keys.Count > 0 ? keys[0] : null
        );

        string Text(FieldPlan? field) =>
            field is null ? "" : record.Values[field[side].Ordinal].Text ?? "";
    }

    private static FieldPlan? Find(StreamPlan plan, string concept) =>
        plan.Fields.FirstOrDefault(f =>
            MappingSuggester.Means(f.Left.Field, concept)
            || MappingSuggester.Means(f.Right.Field, concept)
        );
}
