using Microsoft.AspNetCore.Http;
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
        // Some documents of v3 ask for a dated version; they are newer than the dated ones.
        var all = new Lazy<IReadOnlyList<GenericOperation>>(() =>
            [
                .. v3.Value.Where(o => o.Facts.Version is not (null or "v3")),
                .. dated.Value,
                .. v3.Value.Where(o => o.Facts.Version is null),
            ]
        );
        RouteTable Table(IEnumerable<GenericOperation> operations) =>
            new(
                operations
                    .GroupBy(o => (o.Facts.Method, o.Facts.Path))
                    .Select(g => g.ToArray())
                    .Select(kin => kin[0].ToRoute(call => api.Answer(kin, call)))
            );
        _v3 = new(() => Table(v3.Value));
        _dated = new(() => Table(all.Value));
        _unversioned = new(() =>
            Table(v3.Value.Concat(dated.Value).Where(o => o.Facts.Version is null))
        );
    }

    public (Route Route, IReadOnlyDictionary<string, string> Path)? Find(
        HttpRequest request,
        string[] segments,
        ApiVersion version
    )
    {
        var table =
            !HasVersion(request) ? _unversioned
            : version is ApiVersion.V3 ? _v3
            : _dated;
        return table.Value.Find(request.Method, segments, version);
    }

    /// <summary>Whether the call has no Version header and the documents ask for none there.</summary>
    public bool IsUnversioned(HttpRequest request, string[] segments) =>
        !HasVersion(request)
        && _unversioned.Value.Find(request.Method, segments, ApiVersion.Dated) is not null;

    private static bool HasVersion(HttpRequest request) => request.Headers.ContainsKey("Version");
}
