using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Core.Connectors;

/// <summary>
/// One connection, opened: the only way the engine reaches an app. Implementations are safe for
/// concurrent use up to <see cref="Capabilities.ConcurrencyMax"/>, make every call within a
/// time limit, take a slot of the connection's budget for each call to the app, do not repeat calls
/// by themselves (the engine does, by <see cref="ProblemKind"/>), and throw nothing but
/// <see cref="ConnectorException"/> and <see cref="OperationCanceledException"/> for what the
/// outside world does.
/// </summary>
public interface IConnector : IAsyncDisposable
{
    /// <summary>The object types and their fields, custom ones included, as they are now.</summary>
    Task<IReadOnlyList<ObjectSchema>> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Valid after <see cref="DescribeAsync"/>, since some depend on the account's settings.</summary>
    Capabilities CapabilitiesOf(string objectType);

    /// <summary>
    /// One page of records. <paramref name="cursor"/> is null for the first page, else what the page
    /// before returned, possibly in an earlier process. Each record that existed unchanged during
    /// the whole listing is in it; a record may come twice.
    /// </summary>
    Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    );

    /// <summary>The record as it is now, read-your-write; null when the app says it is gone.</summary>
    Task<Record?> GetAsync(Projection projection, string id, CancellationToken cancellationToken);

    /// <summary>Records whose field equals the value in the app's own comparison.</summary>
    /// <param name="fieldKey">One of <see cref="Capabilities.FindsBy"/>.</param>
    Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    );

    /// <summary>Creates one record. A duplicate refusal throws with <see cref="ProblemKind.Duplicate"/>.</summary>
    Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    );

    /// <summary>Writes the given fields and leaves all others alone. Safe to repeat.</summary>
    /// <param name="version">Refuse when the record is no longer at this version; null for always.</param>
    Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        string? version,
        CancellationToken cancellationToken
    );

    /// <summary>Deletes. Deleting what is not there is not an error.</summary>
    /// <param name="version">Refuse when the record is no longer at this version; null for always.</param>
    Task DeleteAsync(
        string objectType,
        string id,
        string? version,
        CancellationToken cancellationToken
    );

    /// <summary>Checks credentials, scopes, clock and reach, one finding each.</summary>
    Task<IReadOnlyList<Finding>> TestAsync(CancellationToken cancellationToken);
}

/// <summary>
/// For connectors that gather writes and make them lasting together (a file, a transaction): the
/// engine flushes before it remembers that the writes happened.
/// </summary>
public interface IBufferedConnector
{
    /// <summary>Makes every write so far lasting, all or nothing.</summary>
    Task FlushAsync(CancellationToken cancellationToken);
}
