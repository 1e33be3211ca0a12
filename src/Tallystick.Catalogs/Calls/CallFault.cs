namespace Tallystick.Catalogs.Calls;

/// <summary>Why a call does not fit its operation, and the way out. Never tells a value.</summary>
/// <param name="Field">Where it is: "dueDate", "customFields[0].id".</param>
public sealed record CallFault(string Field, string Problem, string? Hint = null)
{
    public override string ToString() =>
        Hint is null ? $"{Field} {Problem}." : $"{Field} {Problem}. {Hint}";
}

/// <summary>A built call, and what is wrong with it.</summary>
/// <param name="Request">Null where not even an address could be made.</param>
public sealed record CallDraft(CallRequest? Request, IReadOnlyList<CallFault> Faults)
{
    /// <exception cref="CallException">There are faults.</exception>
    public CallRequest Checked(CatalogOperation operation) =>
        Faults.Count == 0 && Request is { } request
            ? request
            : throw new CallException(operation, Faults);
}

/// <summary>A call that does not fit its operation; nothing was sent.</summary>
public sealed class CallException(CatalogOperation operation, IReadOnlyList<CallFault> faults)
    : Exception($"{operation.Name}: {string.Join(' ', faults)}")
{
    public CatalogOperation Operation => operation;

    /// <summary>All of them, not only the first.</summary>
    public IReadOnlyList<CallFault> Faults => faults;
}
