using System.Globalization;
using System.Text.Json;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel.Contacts;

/// <summary>A patch sorted by the calls it takes.</summary>
internal sealed class ContactPatch
{
    // Not declared nullable in the official documents.
    private static readonly HashSet<string> ClearedByEmptyText = ["postalCode", "country"];

    private readonly ContactShape _shape;
    private readonly List<FieldChange> _properties = [];
    private readonly List<FieldChange> _customs = [];
    private readonly List<FieldChange> _channels = [];

    /// <summary>A whole new set, whatever was there: the one case in which a list replaces all tags.</summary>
    private readonly FieldChange? _tags;

    public ContactPatch(ContactShape shape, Patch patch)
    {
        _shape = shape;
        foreach (var change in patch.Changes)
        {
            switch (shape.Fields[change.Ordinal].Way)
            {
                case WriteWay.Property:
                    _properties.Add(change);
                    break;
                case WriteWay.Custom:
                    _customs.Add(change);
                    break;
                case WriteWay.Dnd:
                    _channels.Add(change);
                    break;
                case WriteWay.Tags when change is { Added: null, Removed: null }:
                    _tags = change;
                    break;
                case WriteWay.Tags:
                    Tags = change;
                    break;
                case WriteWay.Followers:
                    Followers = change;
                    break;
                case WriteWay.Business:
                    Business = change;
                    break;
                case WriteWay.None:
                default:
                    break;
            }
        }
    }

    public FieldChange? Tags { get; }

    public FieldChange? Followers { get; }

    public FieldChange? Business { get; }

    public bool HasProperties =>
        _properties.Count + _customs.Count + _channels.Count > 0 || _tags is not null;

    /// <summary>The operations of an update, one per call.</summary>
    public IReadOnlyList<string> UpdateCalls =>
        [
            .. When(HasProperties, Operations.UpdateContact),
            .. When(Tags?.Added is { Count: > 0 }, Operations.AddTags),
            .. When(Tags?.Removed is { Count: > 0 }, Operations.RemoveTags),
            .. When(Followers?.Added is { Count: > 0 }, Operations.AddFollowers),
            .. When(Followers?.Removed is { Count: > 0 }, Operations.RemoveFollowers),
            .. When(Business is not null, Operations.BulkBusiness),
        ];

    /// <summary>The operations of a create, one per call: it takes tags with it.</summary>
    public IReadOnlyList<string> CreateCalls =>
        [
            Operations.CreateContact.Name,
            .. When(Followers is { New.HasContent: true }, Operations.AddFollowers),
            .. When(Business is { New.HasContent: true }, Operations.BulkBusiness),
        ];

    /// <summary>Writes the properties of a create, without the empty ones.</summary>
    public void WriteNew(Utf8JsonWriter writer)
    {
        foreach (var change in _properties.Where(c => c.New.HasContent))
            WriteProperty(writer, change);
        if ((Tags ?? _tags) is { New.HasContent: true } tags)
            WriteTexts(writer, "tags", tags.New.Items);
        WriteParts(
            writer,
            [.. _customs.Where(c => c.New.HasContent)],
            [.. _channels.Where(c => c.New.HasContent)]
        );
    }

    /// <summary>Writes the properties of an update; empty values clear.</summary>
    public void WriteChanges(Utf8JsonWriter writer)
    {
        foreach (var change in _properties)
            WriteProperty(writer, change);
        if (_tags is { } tags)
            WriteTexts(writer, "tags", tags.New.Items);
        WriteParts(writer, _customs, _channels);
    }

    private void WriteProperty(Utf8JsonWriter writer, FieldChange change)
    {
        var field = _shape.Fields[change.Ordinal];
        var name = field.Full!;
        if (field.Field.Type is FieldType.Bool)
            writer.WriteBoolean(name, change.New.Text == "true");
        else if (change.New.HasContent)
            writer.WriteString(name, change.New.Text);
        else if (ClearedByEmptyText.Contains(name))
            writer.WriteString(name, "");
        else
            writer.WriteNull(name);
    }

    private void WriteParts(
        Utf8JsonWriter writer,
        List<FieldChange> customs,
        List<FieldChange> channels
    )
    {
        if (customs.Count > 0)
        {
            writer.WriteStartArray("customFields");
            foreach (var change in customs)
                WriteCustom(writer, change);
            writer.WriteEndArray();
        }
        if (channels.Count > 0)
        {
            writer.WriteStartObject("dndSettings");
            foreach (var change in channels)
            {
                writer.WriteStartObject(_shape.Fields[change.Ordinal].Part!);
                writer.WriteString("status", change.New.HasContent ? change.New.Text : "inactive");
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
    }

    private void WriteCustom(Utf8JsonWriter writer, FieldChange change)
    {
        var field = _shape.Fields[change.Ordinal];
        writer.WriteStartObject();
        writer.WriteString("id", field.Part);
        if (field.Field.Type is FieldType.Set)
        {
            WriteTexts(writer, "field_value", change.New.Items);
        }
        else if (
            field.Field.Type is FieldType.Number or FieldType.Money
            && decimal.TryParse(
                change.New.Text,
                NumberStyles.Number,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
        {
            writer.WriteNumber("field_value", number);
        }
        else
        {
            writer.WriteString("field_value", change.New.Text ?? "");
        }
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private static IEnumerable<string> When(bool isNeeded, Operation operation) =>
        isNeeded ? [operation.Name] : [];
}
