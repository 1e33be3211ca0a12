namespace Tallystick.Sandbox.Acme;

/// <summary>What a path names: a collection, or a record in it.</summary>
internal sealed record AcmeTarget(AcmeType Type, string? ParentId, string? Id)
{
    /// <summary>Reads the path below <c>/api</c> or <c>/_acme</c>; null when it names nothing.</summary>
    public static AcmeTarget? Parse(ReadOnlySpan<string> segments) =>
        segments switch
        {
            ["people"] => new(AcmeType.People, null, null),
            ["people", var id] => new(AcmeType.People, null, id),
            ["people", var id, "todos"] => new(AcmeType.Todos, id, null),
            ["people", var id, "todos", var todo] => new(AcmeType.Todos, id, todo),
            ["people", var id, "notes"] => new(AcmeType.Notes, id, null),
            ["people", var id, "notes", var note] => new(AcmeType.Notes, id, note),
            ["todos"] => new(AcmeType.Todos, null, null),
            ["notes"] => new(AcmeType.Notes, null, null),
            ["companies"] => new(AcmeType.Companies, null, null),
            ["companies", var id] => new(AcmeType.Companies, null, id),
            _ => null,
        };

    /// <summary>The operation as counted, such as <c>people.list</c>; null when there is none.</summary>
    public string? Operation(string method) =>
        (method, Id) switch
        {
            ("GET", null) => $"{Type.Name}.list",
            ("GET", _) => $"{Type.Name}.get",
            // All people's todos can be looked at together, but a new one belongs to somebody.
            ("POST", null) when Type.IsChild && ParentId is null => null,
            ("POST", null) => $"{Type.Name}.create",
            ("PATCH", not null) => $"{Type.Name}.update",
            ("DELETE", not null) => $"{Type.Name}.delete",
            _ => null,
        };
}
