using System.Collections.Concurrent;
using System.Globalization;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.HighLevel.Objects;

/// <summary>One field of an object type that the client has a model of.</summary>
/// <param name="Write">Puts a value into what is sent; null where the API lets nobody write it.</param>
internal sealed record ModelField<TModel, TInput>(
    Field Field,
    Func<TModel, Value> Read,
    Func<TInput, Value, TInput>? Write = null
)
{
    /// <summary>The API's own name, where it is another than the key.</summary>
    public string Wire { get; init; } = Field.Key;
}

/// <summary>The fields of an object type: models become records, and patches become what is sent.</summary>
internal sealed class ModelFields<TModel, TInput>(
    string objectType,
    IReadOnlyList<ModelField<TModel, TInput>> fields
)
{
    private readonly ConcurrentDictionary<Projection, ModelField<TModel, TInput>?[]> _compiled =
        new();

    public ObjectSchema Schema { get; } = new(objectType, [.. fields.Select(f => f.Field)]);

    /// <summary>A field that the object type does not have reads as unknown.</summary>
    public Record Read(Projection projection, string id, TModel model) =>
        new(id, [.. Compile(projection).Select(f => f is null ? Value.Unknown : f.Read(model))]);

    public TInput Write(Projection projection, TInput blank, Patch patch)
    {
        var compiled = Compile(projection);
        foreach (var change in patch.Changes)
            if (compiled[change.Ordinal]?.Write is { } write)
                blank = write(blank, change.New);
        return blank;
    }

    /// <summary>The field that a word of the API's complaint names.</summary>
    public string? KeyOf(string word) =>
        fields.FirstOrDefault(f => f.Wire == word && f.Write is not null)?.Field.Key;

    /// <summary>Whether a model has all the values that a listing asks for.</summary>
    /// <exception cref="ConnectorException">A filter names no field.</exception>
    public Func<TModel, bool> FilterOf(IReadOnlyDictionary<string, string> filter)
    {
        var wanted = filter.Select(f => (Field: FieldOf(f.Key), f.Value)).ToList();
        return model => wanted.All(w => w.Field.Read(model).Text == w.Value);
    }

    /// <summary>The contact whose children alone a listing asks for; null where it asks for all.</summary>
    public string? ContactOf(IReadOnlyDictionary<string, string> filter) =>
        filter.FirstOrDefault(f => Schema.Find(f.Key)?.Key == "contact").Value;

    private ModelField<TModel, TInput> FieldOf(string key)
    {
        var found = Schema.Find(key)?.Key;
        return fields.FirstOrDefault(f => f.Field.Key == found)
            ?? throw ModelFields.NoFilter(key, fields.Select(f => f.Field.Key));
    }

    private ModelField<TModel, TInput>?[] Compile(Projection projection) =>
        _compiled.GetOrAdd(
            projection,
            p => [.. p.Fields.Select(f => fields.FirstOrDefault(m => m.Field.Key == f.Key))]
        );
}

internal static class ModelFields
{
    /// <summary>The contact that a record hangs on, and stays on.</summary>
    public static ModelField<TModel, TInput> Contact<TModel, TInput>(Func<TModel, string?> read) =>
        new(
            new Field("contact", "Contact", FieldType.Reference)
            {
                RefersTo = "contact",
                Required = true,
                Access = FieldAccess.Read | FieldAccess.Create,
                Aliases = ["contactId", "contact_id"],
            },
            model => Value.Of(read(model))
        )
        {
            Wire = "contactId",
        };

    /// <summary>What the patch has for a field; null where it has nothing.</summary>
    public static string? TextOf(Projection projection, Patch patch, string key)
    {
        foreach (var change in patch.Changes)
            if (projection.Fields[change.Ordinal].Key == key)
                return change.New.Text;
        return null;
    }

    public static ConnectorException NoFilter(string key, IEnumerable<string> known) =>
        new(ProblemKind.Invalid, $"HighLevel cannot filter by '{key}'.")
        {
            Hint = $"It can filter by: {string.Join(", ", known)}.",
        };

    public static Value Flag(bool? flag) =>
        flag is { } known ? Value.Of(known ? "true" : "false") : Value.Empty;

    /// <summary>A time as the API writes it; null where there is none or it is no time.</summary>
    public static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var instant
        )
            ? instant
            : null;

    /// <summary>A text that clears where there is none: no null is sent, which the documents do not know here.</summary>
    public static string Plain(Value value) => value.Text ?? "";
}
