using System.Text.Json;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Contacts;

/// <summary>A contact's tasks, which carry no time of their own; and the one way to list a location's tasks.</summary>
internal sealed class TaskApi(SandboxWorld world, ContactDesk desk)
{
    private const string One = "/contacts/{contactId}/tasks/{taskId}";

    public IEnumerable<Route> Routes =>
        [
            new("GET", "/contacts/{contactId}/tasks", "tasks.list", "contacts.readonly", List),
            new("POST", "/contacts/{contactId}/tasks", "tasks.create", "contacts.write", Create),
            new("GET", One, "tasks.get", "contacts.readonly", Get),
            new("PUT", One, "tasks.update", "contacts.write", Update),
            new("PUT", One + "/completed", "tasks.complete", "contacts.write", Complete),
            new("DELETE", One, "tasks.delete", "contacts.write", Delete),
            new(
                "POST",
                "/locations/{locationId}/tasks/search",
                "tasks.search",
                "locations/tasks.readonly",
                Search
            ),
        ];

    private Reply List(Call call)
    {
        var tasks = TasksOf(call);
        return call.Ok(writer => WriteAll(writer, tasks));
    }

    private Reply Create(Call call)
    {
        var contact = desk.Get(call.Location, call.Path["contactId"]);
        var dto = new Dto(call.Body, "title", "body", "dueDate", "completed", "assignedTo");
        var task = new ContactTask(
            world.Ids.Next(),
            contact.Id,
            dto.Text("title", isRequired: true) ?? "",
            dto.Text("body"),
            dto.Instant("dueDate", isRequired: true) ?? "",
            dto.Flag("completed", isRequired: true) ?? false,
            dto.Text("assignedTo")
        );
        dto.Check();
        ContactBook.Children(call.Location.Contacts.Tasks, contact.Id).Add(task);
        world.Emit("TaskCreate", contact.LocationId, task);
        return call.Created(writer => WriteOne(writer, task));
    }

    private Reply Get(Call call)
    {
        var (tasks, at) = Find(call);
        return call.Ok(writer => WriteOne(writer, tasks[at]));
    }

    private Reply Update(Call call)
    {
        var (tasks, at) = Find(call);
        var dto = new Dto(call.Body, "title", "body", "dueDate", "completed", "assignedTo");
        var old = tasks[at];
        var changed = old with
        {
            Title = dto.Has("title") ? dto.Text("title", isRequired: true) ?? old.Title : old.Title,
            Body = dto.Has("body") ? dto.Text("body") : old.Body,
            DueDate = dto.Has("dueDate") ? dto.Instant("dueDate") ?? old.DueDate : old.DueDate,
            Completed = dto.Flag("completed") ?? old.Completed,
            AssignedTo = dto.Has("assignedTo") ? dto.Text("assignedTo") : old.AssignedTo,
        };
        dto.Check();
        return Store(call, tasks, at, changed);
    }

    private Reply Complete(Call call)
    {
        var (tasks, at) = Find(call);
        var dto = new Dto(call.Body, "completed");
        var isCompleted = dto.Flag("completed", isRequired: true) ?? false;
        dto.Check();
        return Store(call, tasks, at, tasks[at] with { Completed = isCompleted });
    }

    /// <summary>Only completing a task is told of; no other change to it is.</summary>
    private Reply Store(Call call, List<ContactTask> tasks, int at, ContactTask changed)
    {
        if (changed.Completed && !tasks[at].Completed)
            world.Emit("TaskComplete", call.Location.Id, changed);
        tasks[at] = changed;
        return call.Ok(writer => WriteOne(writer, changed));
    }

    private Reply Delete(Call call)
    {
        var (tasks, at) = Find(call);
        world.Emit("TaskDelete", call.Location.Id, tasks[at]);
        tasks.RemoveAt(at);
        return call.Done();
    }

    private Reply Search(Call call)
    {
        var location = call.LocationOf(call.Path["locationId"]);
        var dto = new Dto(
            call.Body,
            "contactId",
            "completed",
            "assignedTo",
            "query",
            "limit",
            "skip",
            "businessId"
        );
        var contacts = dto.Texts("contactId").ToHashSet();
        var isCompleted = dto.Flag("completed");
        var users = dto.Texts("assignedTo").ToHashSet();
        var query = dto.Text("query") ?? "";
        var business = dto.Text("businessId");
        dto.Check();
        var found = location
            .Contacts.Tasks.Values.SelectMany(tasks => tasks)
            .Where(t => contacts.Count == 0 || contacts.Contains(t.ContactId))
            .Where(t => isCompleted is null || t.Completed == isCompleted)
            .Where(t => users.Count == 0 || (t.AssignedTo is { } user && users.Contains(user)))
            .Where(t =>
                query.Length == 0 || t.Title.Contains(query, StringComparison.OrdinalIgnoreCase)
            )
            .Where(t =>
                business is null
                || (
                    location.Contacts.TryGet(t.ContactId, out var contact)
                    && contact.BusinessId == business
                )
            )
            .Skip(Whole(dto["skip"], 0))
            .Take(Whole(dto["limit"], 25));
        return call.Ok(writer => WriteAll(writer, found));
    }

    private static int Whole(JsonElement value, int otherwise) =>
        value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0
            ? number
            : otherwise;

    private List<ContactTask> TasksOf(Call call)
    {
        var contact = desk.Get(call.Location, call.Path["contactId"]);
        return ContactBook.Children(call.Location.Contacts.Tasks, contact.Id);
    }

    private (List<ContactTask> Tasks, int At) Find(Call call)
    {
        var tasks = TasksOf(call);
        var at = tasks.FindIndex(t => t.Id == call.Path["taskId"]);
        return at >= 0 ? (tasks, at) : throw Refusal.NotFound("Task not found");
    }

    private static void WriteAll(Utf8JsonWriter writer, IEnumerable<ContactTask> tasks)
    {
        writer.WriteStartArray("tasks");
        foreach (var task in tasks)
        {
            writer.WriteStartObject();
            Write(writer, task);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteOne(Utf8JsonWriter writer, ContactTask task)
    {
        writer.WriteStartObject("task");
        Write(writer, task);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, ContactTask task)
    {
        writer.WriteString("id", task.Id);
        writer.WriteString("title", task.Title);
        ContactJson.Optional(writer, "body", task.Body);
        ContactJson.Optional(writer, "assignedTo", task.AssignedTo);
        writer.WriteString("dueDate", task.DueDate);
        writer.WriteBoolean("completed", task.Completed);
        writer.WriteString("contactId", task.ContactId);
    }
}
