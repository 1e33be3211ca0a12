using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel.Objects;

/// <summary>
/// Tasks of contacts. They carry no time of change, and the one way to list them across contacts
/// has neither order nor total: they are read whole, and what a listing lacks is no evidence.
/// </summary>
internal sealed class TaskObject(HighLevelCaller caller)
    : ContactChildObject<ContactTask, TaskInput>(
        caller,
        Fields,
        new(Operations.GetTask, Operations.CreateTask, Operations.UpdateTask, Operations.DeleteTask)
    )
{
    public const string Key = "task";

    private const int PageSize = 100;

    private static readonly ModelFields<ContactTask, TaskInput> Fields = new(
        Key,
        [
            ModelFields.Contact<ContactTask, TaskInput>(t => t.ContactId),
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

    public override IReadOnlyList<string> Scopes =>
        ["locations/tasks.readonly", "contacts.readonly", "contacts.write"];

    public override Capabilities Capabilities => Caller.Common with { PageSize = PageSize };

    public override async Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var fits = Fields.FilterOf(query.Filter);
        var contact = Fields.ContactOf(query.Filter);
        var (tasks, next) = await SkipPages.ReadAsync(
            cursor,
            PageSize,
            t => t.Id,
            skip =>
                Caller.CallAsync(
                    Operations.SearchTasks,
                    token => Caller.Client.SearchTasksAsync(skip, PageSize, contact, token),
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

    public override async Task<string> ProbeAsync(CancellationToken cancellationToken)
    {
        await Caller.CallAsync(
            Operations.SearchTasks,
            token => Caller.Client.SearchTasksAsync(0, 1, null, token),
            cancellationToken
        );
        return "can be read";
    }

    /// <summary>The API wants to be told whether a new task is completed: it is not, unless somebody says so.</summary>
    protected override TaskInput Blank => new() { Completed = false };

    protected override Task<ContactTask> FetchAsync(ChildId place, CancellationToken token) =>
        Caller.Client.GetTaskAsync(place.Contact, place.Child, token);

    protected override Task<ContactTask> SendNewAsync(
        string contact,
        TaskInput input,
        CancellationToken token
    ) => Caller.Client.CreateTaskAsync(contact, input, token);

    protected override Task<ContactTask> SendAsync(
        ChildId place,
        TaskInput input,
        CancellationToken token
    ) => Caller.Client.UpdateTaskAsync(place.Contact, place.Child, input, token);

    protected override Task RemoveAsync(ChildId place, CancellationToken token) =>
        Caller.Client.DeleteTaskAsync(place.Contact, place.Child, token);

    protected override string OwnIdOf(ContactTask model) => model.Id;

    protected override ContactTask Placed(ContactTask model, ChildId place) =>
        model with
        {
            Id = place.Child,
            ContactId = place.Contact,
        };

    private Record RecordOf(Projection projection, ContactTask listed) =>
        RecordOf(projection, new ChildId(listed.ContactId!, listed.Id), listed);
}
