using System.Text.Json;

namespace Tallystick.HighLevel;

/// <summary>What hangs on a contact: tasks, notes, appointments.</summary>
public sealed partial class HighLevelClient
{
    public Task<IReadOnlyList<ContactTask>> ListTasksAsync(
        string contactId,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.ListTasks,
            $"contacts/{Escape(contactId)}/tasks",
            null,
            "tasks",
            HighLevelJson.Default.IReadOnlyListContactTask,
            cancellationToken
        );

    /// <summary>Tasks of the whole location, a page at a time; the API has no order and no time to page by.</summary>
    /// <param name="contactId">Only those of this contact; null for all.</param>
    public Task<IReadOnlyList<ContactTask>> SearchTasksAsync(
        int skip,
        int limit,
        string? contactId,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.SearchTasks,
            $"locations/{Escape(LocationId)}/tasks/search",
            writer =>
            {
                writer.WriteStartObject();
                if (contactId is not null)
                    WriteTexts(writer, "contactId", [contactId]);
                writer.WriteNumber("limit", limit);
                writer.WriteNumber("skip", skip);
                writer.WriteEndObject();
            },
            "tasks",
            HighLevelJson.Default.IReadOnlyListContactTask,
            cancellationToken
        );

    public Task<ContactTask> GetTaskAsync(
        string contactId,
        string id,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.GetTask,
            $"contacts/{Escape(contactId)}/tasks/{Escape(id)}",
            null,
            "task",
            HighLevelJson.Default.ContactTask,
            cancellationToken
        );

    public Task<ContactTask> CreateTaskAsync(
        string contactId,
        TaskInput task,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.CreateTask,
            $"contacts/{Escape(contactId)}/tasks",
            writer => JsonSerializer.Serialize(writer, task, HighLevelJson.Default.TaskInput),
            "task",
            HighLevelJson.Default.ContactTask,
            cancellationToken
        );

    public Task<ContactTask> UpdateTaskAsync(
        string contactId,
        string id,
        TaskInput task,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.UpdateTask,
            $"contacts/{Escape(contactId)}/tasks/{Escape(id)}",
            writer => JsonSerializer.Serialize(writer, task, HighLevelJson.Default.TaskInput),
            "task",
            HighLevelJson.Default.ContactTask,
            cancellationToken
        );

    public Task<ContactTask> CompleteTaskAsync(
        string contactId,
        string id,
        bool isCompleted,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.CompleteTask,
            $"contacts/{Escape(contactId)}/tasks/{Escape(id)}/completed",
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteBoolean("completed", isCompleted);
                writer.WriteEndObject();
            },
            "task",
            HighLevelJson.Default.ContactTask,
            cancellationToken
        );

    public Task DeleteTaskAsync(string contactId, string id, CancellationToken cancellationToken) =>
        DropAsync(
            Operations.DeleteTask,
            $"contacts/{Escape(contactId)}/tasks/{Escape(id)}",
            cancellationToken
        );

    public Task<IReadOnlyList<ContactNote>> ListNotesAsync(
        string contactId,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.ListNotes,
            $"contacts/{Escape(contactId)}/notes",
            null,
            "notes",
            HighLevelJson.Default.IReadOnlyListContactNote,
            cancellationToken
        );

    public Task<ContactNote> GetNoteAsync(
        string contactId,
        string id,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.GetNote,
            $"contacts/{Escape(contactId)}/notes/{Escape(id)}",
            null,
            "note",
            HighLevelJson.Default.ContactNote,
            cancellationToken
        );

    public Task<ContactNote> CreateNoteAsync(
        string contactId,
        NoteInput note,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.CreateNote,
            $"contacts/{Escape(contactId)}/notes",
            writer => JsonSerializer.Serialize(writer, note, HighLevelJson.Default.NoteInput),
            "note",
            HighLevelJson.Default.ContactNote,
            cancellationToken
        );

    public Task<ContactNote> UpdateNoteAsync(
        string contactId,
        string id,
        NoteInput note,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.UpdateNote,
            $"contacts/{Escape(contactId)}/notes/{Escape(id)}",
            writer => JsonSerializer.Serialize(writer, note, HighLevelJson.Default.NoteInput),
            "note",
            HighLevelJson.Default.ContactNote,
            cancellationToken
        );

    public Task DeleteNoteAsync(string contactId, string id, CancellationToken cancellationToken) =>
        DropAsync(
            Operations.DeleteNote,
            $"contacts/{Escape(contactId)}/notes/{Escape(id)}",
            cancellationToken
        );

    /// <summary>Times in them name no zone: they are the location's.</summary>
    public Task<IReadOnlyList<ContactAppointment>> ListAppointmentsAsync(
        string contactId,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.ListAppointments,
            $"contacts/{Escape(contactId)}/appointments",
            null,
            "events",
            HighLevelJson.Default.IReadOnlyListContactAppointment,
            cancellationToken
        );
}
