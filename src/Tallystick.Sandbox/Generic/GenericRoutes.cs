using Tallystick.Catalogs;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Generic;

/// <summary>
/// Routes for every operation of the catalog, for calls that no other route takes. The catalogs are
/// read when the first such call comes, so that who does not need them does not wait for them.
/// </summary>
internal sealed class GenericRoutes
{
    private readonly Lazy<RouteTable> _v3;
    private readonly Lazy<RouteTable> _dated;
    private readonly Lazy<RouteTable> _unversioned;

    public GenericRoutes(SandboxWorld world)
    {
        var api = new GenericApi(world);
        var v3 = new Lazy<IReadOnlyList<GenericOperation>>(() =>
            OperationIndex.Of(BuiltInCatalogs.HighLevelV3)
        );
        var dated = new Lazy<IReadOnlyList<GenericOperation>>(() =>
            OperationIndex.Of(BuiltInCatalogs.HighLevel2021)
        );
        // Some operations stand in the documents of v3 alone and are called with a dated version.
        var all = new Lazy<IReadOnlyList<GenericOperation>>(() =>
            [.. dated.Value, .. v3.Value.Where(o => o.Facts.Version is not "v3")]
        );
        RouteTable Table(IEnumerable<GenericOperation> operations) =>
            new(operations.Select(o => o.ToRoute(call => api.Answer(o, call))));
        _v3 = new(() => Table(v3.Value));
        _dated = new(() => Table(all.Value));
        _unversioned = new(() => Table(all.Value.Where(o => o.Facts.Version is null)));
    }

    public (Route Route, IReadOnlyDictionary<string, string> Path)? Find(
        string method,
        string[] segments,
        ApiVersion version
    ) => (version is ApiVersion.V3 ? _v3 : _dated).Value.Find(method, segments, version);

    /// <summary>Whether the documents ask for no Version header there.</summary>
    public bool IsUnversioned(string method, string[] segments) =>
        _unversioned.Value.Find(method, segments, ApiVersion.Dated) is not null;
}
