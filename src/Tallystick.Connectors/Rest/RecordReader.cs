using System.Text.Json;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Rest;

/// <summary>Reads an object type's records into the ordinals of one projection.</summary>
internal sealed class RecordReader
{
    private readonly RestObject _type;
    private readonly RestField?[] _fields;
    private readonly string? _parent;

    /// <param name="access">What is being read: a field that it does not carry is unknown.</param>
    /// <param name="parent">The owner that the call named; null when it named none.</param>
    public RecordReader(
        RestObject type,
        Projection projection,
        FieldAccess access,
        string? parent = null
    )
    {
        _type = type;
        _parent = parent;
        _fields = new RestField?[projection.Fields.Count];
        for (var i = 0; i < _fields.Length; i++)
            if (type.FieldOf(projection.Fields[i].Key) is { } field && field.Field.Can(access))
                _fields[i] = field;
    }

    /// <summary>The answer to a write: what it leaves out is unknown, whatever it means elsewhere.</summary>
    public bool IsPartial { get; init; }

    /// <exception cref="WireException">A value is missing or of another type than the field.</exception>
    public Record Read(JsonElement row, string? etag = null)
    {
        var id = IdOf(row) ?? throw new WireException(WithoutId(row));
        var values = new Value[_fields.Length];
        for (var i = 0; i < values.Length; i++)
            if (_fields[i] is { } field)
                values[i] = Value(row, field);
        var created = Time(row, _type.Created);
        return new Record(id, values)
        {
            Version = _type.VersionFromETag ? etag : Scalar(_type.Version?.Find(row)),
            // Some apps leave the time of change empty until there was one.
            ModifiedAt = Time(row, _type.Modified) ?? (_type.Modified is null ? null : created),
            CreatedAt = created,
        };
    }

    /// <summary>Null when the row has none that can be used.</summary>
    public string? IdOf(JsonElement row) =>
        OwnIdOf(row) is not { } own ? null
        : _type.Parent is not { IsInId: true } parent ? own
        : ParentOf(row, parent) is { } owner ? RestId.Join(owner, own)
        : null;

    /// <summary>The id that the row itself carries.</summary>
    public string? OwnIdOf(JsonElement row) =>
        Scalar(_type.Id.Find(row)) is { Length: > 0 } id ? id : null;

    /// <summary>A field's value where it can be read; for looks that need no reason.</summary>
    public static Value? TryRead(JsonElement row, RestField field)
    {
        try
        {
            return field.Path?.Find(row) is { } element ? Wire.Read(element, field) : null;
        }
        catch (WireException)
        {
            return null;
        }
    }

    public static string? Scalar(JsonElement? element) =>
        element switch
        {
            { ValueKind: JsonValueKind.String } text => Wire.TextOf(text),
            { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            _ => null,
        };

    private string? ParentOf(JsonElement row, RestParent parent) =>
        _parent ?? (Scalar(parent.Field.Path?.Find(row)) is { Length: > 0 } owner ? owner : null);

    private string WithoutId(JsonElement row) =>
        OwnIdOf(row) is null
            ? $"there is no id at '{_type.Id}'"
            : $"nothing says which {_type.Parent!.ObjectType} it belongs to: '{_type.Parent.Field.Field.Key}' is empty";

    private Value Value(JsonElement row, RestField field)
    {
        if (_parent is not null && ReferenceEquals(field, _type.Parent?.Field))
            return Core.Records.Value.Of(_parent);
        if (field.Path?.Find(row) is { } element)
            return Read(element, field);
        if (IsPartial || field.Path is null)
            return Core.Records.Value.Unknown;
        return field.Absent switch
        {
            AbsentField.Empty => Core.Records.Value.Empty,
            AbsentField.Unknown => Core.Records.Value.Unknown,
            AbsentField.Error => throw new WireException(
                $"'{field.Field.Key}' is missing: there is no '{field.Path}'"
            ),
        };
    }

    private static Value Read(JsonElement element, RestField field)
    {
        try
        {
            return Wire.Read(element, field);
        }
        catch (WireException e)
        {
            throw new WireException($"'{field.Field.Key}' is {e.Message}", e);
        }
    }

    private static DateTimeOffset? Time(JsonElement row, RestTime? time)
    {
        if (time is null)
            return null;
        try
        {
            return Wire.ReadTime(time.Path.Find(row), time.Form);
        }
        catch (WireException e)
        {
            throw new WireException($"the time at '{time.Path}' is {e.Message}", e);
        }
    }
}
