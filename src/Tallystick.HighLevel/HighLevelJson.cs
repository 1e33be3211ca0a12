using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tallystick.HighLevel;

/// <summary>Tolerant of absent and null alike; null is not sent.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(IReadOnlyList<ContactTask>))]
[JsonSerializable(typeof(TaskInput))]
[JsonSerializable(typeof(IReadOnlyList<ContactNote>))]
[JsonSerializable(typeof(NoteInput))]
[JsonSerializable(typeof(IReadOnlyList<ContactAppointment>))]
[JsonSerializable(typeof(IReadOnlyList<LocationCalendar>))]
[JsonSerializable(typeof(IReadOnlyList<CalendarAppointment>))]
[JsonSerializable(typeof(AppointmentInput))]
[JsonSerializable(typeof(IReadOnlyList<CustomField>))]
[JsonSerializable(typeof(IReadOnlyList<LocationTag>))]
[JsonSerializable(typeof(IReadOnlyList<LocationUser>))]
[JsonSerializable(typeof(IReadOnlyList<Business>))]
[JsonSerializable(typeof(BusinessInput))]
internal sealed partial class HighLevelJson : JsonSerializerContext;
