namespace Tallystick.Sandbox.Calendars;

/// <param name="GroupId">Every calendar is in a group here.</param>
internal sealed record SandboxCalendar(string Id, string Name, string GroupId, int SlotMinutes);
