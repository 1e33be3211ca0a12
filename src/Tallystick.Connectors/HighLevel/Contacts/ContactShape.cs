using Tallystick.Core.Connectors;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.HighLevel.Contacts;

/// <summary>A projection compiled: for each ordinal where the JSON has it and how to write it.</summary>
internal sealed class ContactShape
{
    public ContactShape(Projection projection, IReadOnlyDictionary<string, ContactField> fields)
    {
        Fields = [.. projection.Fields.Select(f => fields.GetValueOrDefault(f.Key) ?? Absent(f))];
        for (var i = 0; i < Fields.Length; i++)
        {
            if (Fields[i].Way is WriteWay.Custom || Fields[i] is { Row: "customFields" })
                Customs[Fields[i].Part!] = i;
        }
    }

    /// <summary>A field that the location has no more reads as unknown.</summary>
    private static ContactField Absent(Field field) => new(field, null, null, WriteWay.None);

    public ContactField[] Fields { get; }

    /// <summary>Ordinals by custom field id.</summary>
    public Dictionary<string, int> Customs { get; } = new(StringComparer.Ordinal);

    public int OrdinalOf(WriteWay way) => Array.FindIndex(Fields, f => f.Way == way);
}
