using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.HighLevel.Objects;

/// <summary>One object type of a location: what it has, and how it is listed, read and written.</summary>
internal interface IHighLevelObject
{
    string ObjectType { get; }

    /// <summary>What a token needs for it; those that only write come last.</summary>
    IReadOnlyList<string> Scopes { get; }

    Capabilities Capabilities { get; }

    /// <summary>Its fields as this location has them; makes no call.</summary>
    ObjectSchema Describe(LocationFacts location);

    Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    );

    /// <exception cref="ConnectorException">Also of kind <see cref="ProblemKind.NotFound"/> for what is gone.</exception>
    Task<Record> GetAsync(Projection projection, string id, CancellationToken cancellationToken);

    /// <summary>Nothing, unless its capabilities name a field that it can be found by.</summary>
    Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<Record>>([]);

    Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    );

    Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        CancellationToken cancellationToken
    );

    /// <exception cref="ConnectorException">Also of kind <see cref="ProblemKind.NotFound"/> for what is gone.</exception>
    Task DeleteAsync(string id, CancellationToken cancellationToken);

    /// <summary>The operations of a write, one entry per call.</summary>
    IReadOnlyList<string> CallsOf(Projection projection, string? id, Patch patch);

    /// <summary>Reads as little as possible to see whether it may be read; what there is to tell of it.</summary>
    Task<string> ProbeAsync(CancellationToken cancellationToken);
}
