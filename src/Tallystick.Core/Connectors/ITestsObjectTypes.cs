namespace Tallystick.Core.Connectors;

/// <summary>For connectors whose credentials may do for one object type and not for another.</summary>
public interface ITestsObjectTypes
{
    /// <summary>As <see cref="IConnector.TestAsync"/>, for what a sync uses.</summary>
    Task<IReadOnlyList<Finding>> TestAsync(
        IReadOnlyCollection<string> objectTypes,
        CancellationToken cancellationToken
    );
}
