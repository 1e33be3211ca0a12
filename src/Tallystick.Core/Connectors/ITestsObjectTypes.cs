namespace Tallystick.Core.Connectors;

/// <summary>For connectors whose credentials may do for one object type and not for another.</summary>
public interface ITestsObjectTypes
{
    /// <summary>As <see cref="IConnector.TestAsync"/>, for what a sync uses.</summary>
    Task<IReadOnlyList<Finding>> TestAsync(
        IReadOnlyCollection<ObjectUse> uses,
        CancellationToken cancellationToken
    );
}

/// <summary>What a sync does with an object type of one side.</summary>
/// <param name="IsWritten">Otherwise it is only read.</param>
public readonly record struct ObjectUse(string ObjectType, bool IsWritten);
