using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel.Objects;

/// <summary>
/// Tasks of contacts. They carry no time of change, and the one way to list them across contacts
/// has neither order nor total: they are read whole, and what a listing lacks is no evidence.
/// </summary>
internal sealed class TaskObject(HighLevelCaller caller) : IHighLevelObject
{
    public const string Key = "task";

    private const int PageSize = 100;

    private static readonly ModelFields<ContactTask, TaskInput> Fields = new(
        Key,
        [
            new(
                new Field("contact", "Contact", FieldType.Reference)
                {
                    RefersTo = "contact",
                    Required = true,
                    Access = FieldAccess.Read | FieldAccess.Create,
                    Aliases = ["contactId", "contact_id"],
                },
                t => Value.Of(t.ContactId)
            )
            {
                Wire = "contactId",
            },
            new(
                new Field("title", "Title", FieldType.Text)
                {
                    Required = true,
                    Aliases = ["subject", "name"],
                },
                t => Value.Of(t.Title),
                (input, value) => input with { Title = ModelFields.Plain(value) }
            ),
            new(
                new Field("body", "Description", FieldType.Text) { Aliases = ["description"] },
                t => Value.Of(t.Body),
                (input, value) => input with { Body = ModelFields.Plain(value) }
            ),
            new(
                new Field("dueDate", "Due", FieldType.Instant)
                {
                    Required = true,
                    Aliases = ["due", "due_date"],
                },
                t => Value.Of(t.DueDate),
                (input, value) => input with { DueDate = ModelFields.Plain(value) }
            ),
            new(
                new Field("completed", "Completed", FieldType.Bool) { Aliases = ["done"] },
                t => ModelFields.Flag(t.Completed),
                (input, value) => input with { Completed = value.Text == "true" }
            ),
            new(
                new Field("assignedTo", "Assigned to", FieldType.Reference)
                {
                    RefersTo = "user",
                    Aliases = ["assigned_to", "owner"],
                },
                t => Value.Of(t.AssignedTo),
                (input, value) => input with { AssignedTo = ModelFields.Plain(value) }
            ),
            new(
                new Field("id", "Id", FieldType.Text) { Access = FieldAccess.Read },
                t => Value.Of(t.Id)
            ),
        ]
    );

    public string ObjectType => Key;

    public IReadOnlyList<string> Scopes =>
        ["locations/tasks.readonly", "contacts.readonly", "contacts.write"];

    public Capabilities Capabilities => caller.Common with { PageSize = PageSize };

    public ObjectSchema Describe(LocationFacts location) =>
        Fields.Schema with
        {
            TimeZone = location.TimeZone,
        };

    public async Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var fits = Fields.FilterOf(query.Filter);
        var contact = query.Filter.FirstOrDefault(f => Fields.Schema.Find(f.Key)?.Key == "contact");
        var (tasks, next) = await SkipPages.ReadAsync(
            cursor,
            PageSize,
            t => t.Id,
            skip =>
                caller.CallAsync(
                    Operations.SearchTasks,
                    token => caller.Client.SearchTasksAsync(skip, PageSize, contact.Value, token),
                    cancellationToken
                )
        );
        var whole = tasks.Where(t => t is { Id.Length: > 0, ContactId.Length: > 0 }).ToList();
        return new Page([.. whole.Where(fits).Select(t => RecordOf(projection, t))], next)
        {
            Faults =
            [
                .. tasks
                    .Except(whole)
                    .Select(t => new RowFault(
                        $"tasks/search {t.Id}",
                        "HighLevel listed a task without its id or its contact."
                    )),
            ],
        };
    }

    public async Task<Record> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    )
    {
        var (contact, child) = ChildId.Parse(id);
        var task = await caller.CallAsync(
            Operations.GetTask,
            token => caller.Client.GetTaskAsync(contact, child, token),
            cancellationToken
        );
        return RecordOf(projection, task with { Id = child, ContactId = contact });
    }

    public Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<Record>>([]);

    /// <summary>The API wants to be told whether a new task is completed: it is not, unless somebody says so.</summary>
    public async Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        var named = ModelFields<ContactTask, TaskInput>.TextOf(projection, patch, "contact");
        var contact = ChildId.ContactFor(Key, named);
        var input = Fields.Write(projection, new TaskInput { Completed = false }, patch);
        var task = await Creating.OnContactAsync(
            Key,
            () =>
                caller.CallAsync(
                    Operations.CreateTask,
                    token => caller.Client.CreateTaskAsync(contact, input, token),
                    Fields.KeyOf,
                    cancellationToken
                )
        );
        HighLevelCaller.RequireId(Operations.CreateTask, task.Id);
        var after = RecordOf(projection, task with { ContactId = contact });
        return new WriteResult(after.Id, after);
    }

    public async Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        var (contact, child) = ChildId.Parse(id);
        var input = Fields.Write(projection, new TaskInput(), patch);
        var task = await caller.CallAsync(
            Operations.UpdateTask,
            token => caller.Client.UpdateTaskAsync(contact, child, input, token),
            Fields.KeyOf,
            cancellationToken
        );
        return new WriteResult(
            id,
            RecordOf(projection, task with { Id = child, ContactId = contact })
        );
    }

    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var (contact, child) = ChildId.Parse(id);
        await caller.CallAsync(
            Operations.DeleteTask,
            token => caller.Client.DeleteTaskAsync(contact, child, token),
            cancellationToken
        );
    }

    public IReadOnlyList<string> CallsOf(Projection projection, string? id, Patch patch) =>
        [id is null ? Operations.CreateTask.Name : Operations.UpdateTask.Name];

    public async Task<string> ProbeAsync(CancellationToken cancellationToken)
    {
        await caller.CallAsync(
            Operations.SearchTasks,
            token => caller.Client.SearchTasksAsync(0, 1, null, token),
            cancellationToken
        );
        return "can be read";
    }

    private static Record RecordOf(Projection projection, ContactTask task) =>
        Fields.Read(projection, new ChildId(task.ContactId!, task.Id).ToString(), task);
}
