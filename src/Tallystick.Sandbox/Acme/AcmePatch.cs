using System.Text.Json;

namespace Tallystick.Sandbox.Acme;

/// <summary>The fields a client sent, checked and normalised; what it left out is unset.</summary>
internal sealed class AcmePatch
{
    private static readonly object Unset = new();

    private readonly AcmeType _type;
    private readonly object?[] _values;

    private AcmePatch(AcmeType type)
    {
        _type = type;
        _values = new object?[type.Fields.Length];
        Array.Fill(_values, Unset);
    }

    /// <summary>Reads a JSON object. Unknown properties and bad values are refused.</summary>
    public static AcmePatch Parse(AcmeType type, ReadOnlySpan<byte> json)
    {
        try
        {
            var patch = new AcmePatch(type);
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new AcmeRefusal(400, "invalid_json", "The body must be a JSON object.");
            }
            patch.ReadProperties(ref reader);
            return patch;
        }
        catch (JsonException e)
        {
            throw new AcmeRefusal(400, "invalid_json", e.Message);
        }
    }

    /// <summary>Takes values already in hand, with the same checks.</summary>
    public static AcmePatch From(AcmeType type, IEnumerable<(string Name, object? Value)> values)
    {
        var patch = new AcmePatch(type);
        foreach (var (name, value) in values)
        {
            var ordinal = type.OrdinalOf(name);
            patch._values[ordinal] = AcmeValues.Normalise(type.Fields[ordinal], value);
        }
        return patch;
    }

    /// <summary>The values of a new record.</summary>
    public object?[] Create()
    {
        var values = new object?[_values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var field = _type.Fields[i];
            values[i] = ReferenceEquals(_values[i], Unset) ? field.Default : _values[i];
            if (field.IsRequired && values[i] is null)
            {
                throw AcmeRefusal.Invalid(field.Name, "is required");
            }
        }
        return values;
    }

    /// <summary>The values of a record after this patch.</summary>
    public object?[] Apply(object?[] before)
    {
        var values = (object?[])before.Clone();
        for (var i = 0; i < values.Length; i++)
        {
            if (!ReferenceEquals(_values[i], Unset))
            {
                values[i] = _values[i];
            }
        }
        return values;
    }

    private void ReadProperties(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var ordinal = Find(ref reader);
            if (ordinal < 0)
            {
                var name = reader.GetString()!;
                throw new AcmeRefusal(400, "unknown_field", $"There is no field '{name}'.", name);
            }
            reader.Read();
            var field = _type.Fields[ordinal];
            var value = AcmeValues.Normalise(field, AcmeValues.Read(field, ref reader));
            if (field.IsRequired && value is null)
            {
                throw AcmeRefusal.Invalid(field.Name, "is required");
            }
            _values[ordinal] = value;
        }
        if (reader.Read())
        {
            throw new JsonException("There is text after the object.");
        }
    }

    private int Find(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < _type.Fields.Length; i++)
        {
            if (reader.ValueTextEquals(_type.Fields[i].Utf8Name))
            {
                return i;
            }
        }
        return -1;
    }
}
