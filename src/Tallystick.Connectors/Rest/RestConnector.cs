using Tallystick.Connectors.Http;
using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Rest;

/// <summary>
/// Any REST app that a manifest can describe. Keeps nothing between calls but its connections; a
/// listing's place is whole in its cursor, so that another process can go on from it.
/// </summary>
public sealed partial class RestConnector : IConnector, ICallForecast
{
    private readonly RestManifest _manifest;
    private readonly RestClient _client;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, RestObject> _objects;

    /// <summary>Makes no call yet.</summary>
    /// <param name="budget">Is told the manifest's limits, and asked before every call.</param>
    /// <param name="inner">What carries the calls; sockets when null. Disposed with the connector.</param>
    /// <exception cref="ConnectorException">A secret or the base URL is missing.</exception>
    public RestConnector(
        RestManifest manifest,
        RestSettings settings,
        IBudget budget,
        TimeProvider time,
        HttpMessageHandler? inner = null
    )
    {
        _manifest = manifest;
        _time = time;
        _objects = manifest.Objects.ToDictionary(o => o.Name, StringComparer.Ordinal);
        var credentials = new RestCredentials(manifest, settings);
        var address = settings.BaseUrl ?? manifest.BaseUrl ?? throw NoAddress(manifest);
        var bounds = new HttpSettings { CallTimeout = settings.Timeout ?? manifest.TimeLimit };
        var http = HttpClients.Create(budget, time, bounds, manifest.LimitHeaders.Read, inner);
        _client = new RestClient(manifest, address, credentials, settings, http, time);
        if (manifest.Limits.Count > 0)
            budget.Declare(manifest.Limits);
    }

    public Task<IReadOnlyList<ObjectSchema>> DescribeAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ObjectSchema>>([
            .. _manifest.Objects.Select(o => o.ToSchema()),
        ]);

    public Capabilities CapabilitiesOf(string objectType)
    {
        var type = ObjectOf(objectType);
        var owners = type.IsListedByParent ? ObjectOf(type.Parent!.ObjectType) : null;
        return new Capabilities
        {
            Changes = type.List.SinceParam is null
                ? ChangeDetection.Scan
                : ChangeDetection.ModifiedTime,
            ListLag = owners?.Lag > type.Lag ? owners.Lag : type.Lag,
            ChangeOverlap = type.Overlap,
            AbsenceIsEvidence =
                type.List.AbsenceIsEvidence && owners?.List.AbsenceIsEvidence is not false,
            TrustworthyTimes = type.TrustworthyTimes,
            CanCreate = type.Create is not null,
            CanUpdate = type.Update is not null,
            CanDelete = type.Delete is not null,
            ConditionalWrites = type is { Update: not null, UpdateIfMatch: true },
            RefusesDuplicatesOn = type.RefusesDuplicatesOn,
            FindsBy = [.. type.Find.Keys],
            PageSize = type.List.Paging.Size,
            SweepsAreCostly = owners is not null,
            ConcurrencyMax = _manifest.Concurrency,
            Limits = _manifest.Limits,
        };
    }

    public async Task<Record?> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    )
    {
        var type = ObjectOf(projection.ObjectType);
        try
        {
            using var answer = await ReadAsync(type, id, cancellationToken);
            var reader = new RecordReader(type, projection, FieldAccess.Get, ParentOf(type, id));
            return reader.Read(RecordIn(answer, type.Get, "get", type), answer.ETag);
        }
        catch (ConnectorException e) when (e.Kind is ProblemKind.NotFound)
        {
            return null;
        }
        catch (WireException e)
        {
            throw Unreadable(type, "get", e);
        }
    }

    public IReadOnlyList<string> CallsOf(Projection projection, string? id, Patch patch)
    {
        var type = ObjectOf(projection.ObjectType);
        return id is null ? [Operation(type, "create")]
            : type.UpdateSendsWhole ? [Operation(type, "get"), Operation(type, "update")]
            : [Operation(type, "update")];
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<RestAnswer> ReadAsync(
        RestObject type,
        string id,
        CancellationToken cancellationToken
    ) =>
        _client.SendAsync(
            new RestRequest(Operation(type, "get"), HttpMethod.Get, PathOf(type, type.Get, id))
            {
                NamesRecord = true,
            },
            cancellationToken
        );

    private System.Text.Json.JsonElement RecordIn(
        RestAnswer answer,
        RestCall call,
        string verb,
        RestObject type
    ) =>
        answer.RecordAt(call.Answer)
        ?? throw new ConnectorException(
            ProblemKind.Permanent,
            $"{_manifest.Title} answered {Operation(type, verb)} without a record."
        )
        {
            Operation = Operation(type, verb),
            Hint = "Check the base URL, and 'record' of this call in the manifest.",
        };

    private ConnectorException Unreadable(RestObject type, string verb, WireException e) =>
        new(
            ProblemKind.Permanent,
            $"{_manifest.Title} answered {Operation(type, verb)} with a record that cannot be read: {e.Message}.",
            e
        )
        {
            Operation = Operation(type, verb),
            Hint = "Correct the record in the app, or its fields in the manifest.",
        };

    private RestObject ObjectOf(string name) =>
        _objects.GetValueOrDefault(name)
        ?? throw new ConnectorException(
            ProblemKind.Invalid,
            $"{_manifest.Title} has no object type '{name}'."
        )
        {
            Hint = $"Choose one of {string.Join(", ", _objects.Keys)}.",
        };

    private static string Operation(RestObject type, string verb) => $"{type.Name}.{verb}";

    /// <summary>The owner that a record's id names; null where ids name none.</summary>
    private static string? ParentOf(RestObject type, string id) => PartsOf(type, id).Parent;

    private static (string? Parent, string Own) PartsOf(RestObject type, string id)
    {
        if (type.Parent is not { IsInId: true })
            return (null, id);
        return RestId.Split(id)
            ?? throw new ConnectorException(
                ProblemKind.Invalid,
                $"'{id}' is no id of {type.Name}: it does not say which {type.Parent.ObjectType} it belongs to."
            );
    }

    private static string PathOf(RestObject type, RestCall call, string id)
    {
        var (parent, own) = PartsOf(type, id);
        return InPath(call.Path, parent, own);
    }

    private static string InPath(string path, string? parent, string? own)
    {
        if (parent is not null)
            path = path.Replace("{parent}", Segment(parent), StringComparison.Ordinal);
        return own is null ? path : path.Replace("{id}", Segment(own), StringComparison.Ordinal);
    }

    private static string Segment(string id) =>
        // A dot segment would be taken out of the path, and the call meant for another place.
        id is "" or "." or ".."
            ? throw new ConnectorException(ProblemKind.Invalid, $"'{id}' is no id.")
            : Uri.EscapeDataString(id);

    internal static ConnectorException NoAddress(RestManifest manifest) =>
        new(ProblemKind.Invalid, $"Nothing says where {manifest.Title} is.")
        {
            Hint = "Give the connection its base URL.",
        };
}
