using System.Text.Json.Nodes;
using Tallystick.Sandbox.Generic;

namespace Tallystick.Sandbox.Calendars;

/// <param name="GroupId">Empty where a calendar is in no group.</param>
internal sealed record SandboxCalendar(string Id, string Name, string GroupId, int SlotMinutes)
{
    /// <summary>Where the records of calendars are kept.</summary>
    public const string Path = "calendars";

    private const int SlotMinutesUsual = 30;

    public static SandboxCalendar Of(GenericRecord record) =>
        new(
            record.Id,
            Text(record, "name"),
            Text(record, "groupId"),
            record.Fields["slotDuration"] is JsonValue minutes
            && minutes.TryGetValue<int>(out var count)
                ? count
                : SlotMinutesUsual
        );

    public GenericRecord ToRecord(string location) =>
        new(
            Id,
            location,
            new JsonObject
            {
                ["id"] = Id,
                ["locationId"] = location,
                ["groupId"] = GroupId,
                ["name"] = Name,
                ["isActive"] = true,
                ["slotDuration"] = SlotMinutes,
                ["slotDurationUnit"] = "mins",
            },
            IsMadeUp: false
        );

    private static string Text(GenericRecord record, string name) =>
        record.Fields[name] is JsonValue value ? value.ToString() : "";
}
