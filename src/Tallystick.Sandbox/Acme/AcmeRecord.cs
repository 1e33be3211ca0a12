namespace Tallystick.Sandbox.Acme;

/// <summary>
/// A stored record, never changed in place. Values stand in the order of the type's fields:
/// string, bool, decimal, string[] or null.
/// </summary>
internal sealed record AcmeRecord(
    string Id,
    string? ParentId,
    object?[] Values,
    DateTimeOffset CreatedAt,
    DateTimeOffset? UpdatedAt,
    int Version
)
{
    /// <summary>When the record was last changed, or made if it never was.</summary>
    public DateTimeOffset ModifiedAt => UpdatedAt ?? CreatedAt;
}
