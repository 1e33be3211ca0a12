using Tallystick.Core.Connectors;
using Tallystick.Engine.Budgets;

namespace Tallystick.Engine.Runs;

/// <summary>One side of a sync at work: an opened connection and its budget.</summary>
/// <param name="Name">The connection's name in the file, for messages.</param>
public sealed record SyncEndpoint(string Name, IConnector Connector, Budget Budget);
