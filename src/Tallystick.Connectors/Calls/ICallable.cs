using Tallystick.Catalogs.Calls;
using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.Calls;

/// <summary>An account of an app, to which calls of its catalog can be sent.</summary>
public interface ICallable : IDisposable
{
    /// <summary>One call, without retries.</summary>
    /// <exception cref="ConnectorException">The app refused, or could not be asked.</exception>
    Task<CallAnswer> SendAsync(CallRequest request, CancellationToken cancellationToken);
}

/// <summary>What came back when it went well.</summary>
public sealed record CallAnswer(int Status, string? ContentType, byte[] Body);
