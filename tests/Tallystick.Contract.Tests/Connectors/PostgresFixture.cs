using Tallystick.Tests.Shared;

namespace Tallystick.Contract.Tests.Connectors;

/// <summary>One cluster for all tests that need PostgreSQL; each test has a database of its own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    public PostgresCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await PostgresCluster.StartAsync();

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
