using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.Rest;

public sealed partial class RestConnector
{
    private const int RowsToTry = 10;

    private static readonly TimeSpan SkewMax = TimeSpan.FromSeconds(60);

    public async Task<IReadOnlyList<Finding>> TestAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        if (IsOpenToEavesdroppers)
            findings.Add(
                new(
                    FindingLevel.Warning,
                    "address",
                    $"The credentials travel to {_client.BaseUrl.Authority} in the clear.",
                    "Use https if the app can."
                )
            );
        foreach (var type in _manifest.Objects)
        {
            try
            {
                var isFirst = _client.LastDate is null;
                await TestAsync(type, findings, cancellationToken);
                if (isFirst)
                    AddReach(findings);
            }
            catch (ConnectorException e)
            {
                findings.Add(new(FindingLevel.Bad, TopicOf(e.Kind), e.Message, e.Hint));
                if (e.Kind is ProblemKind.Unauthorized or ProblemKind.Transient)
                    break;
            }
        }
        if (TestClock() is { } clock)
            findings.Add(clock);
        return findings;
    }

    private bool IsOpenToEavesdroppers =>
        _manifest.Auth.SecretNames.Count > 0
        && _client.BaseUrl.Scheme == Uri.UriSchemeHttp
        && !_client.BaseUrl.IsLoopback;

    private async Task TestAsync(
        RestObject type,
        List<Finding> findings,
        CancellationToken cancellationToken
    )
    {
        var projection = new Projection(type.Name, [.. type.Fields.Select(f => f.Field)]);
        var page = await FirstPageAsync(projection, type, cancellationToken);
        findings.Add(
            page.Faults is [var fault, ..]
                ? new(
                    FindingLevel.Bad,
                    "schema",
                    $"{page.Faults.Count} of the first rows of {type.Name} cannot be read.",
                    $"{fault.Origin}: {fault.Message}"
                )
            : page.Total is { } total
                ? new(
                    FindingLevel.Good,
                    "schema",
                    $"{type.Label}: {total} records, and the first ones fit the manifest."
                )
            : new(FindingLevel.Good, "schema", $"{type.Label}: the first records fit the manifest.")
        );
    }

    private Task<Page> FirstPageAsync(
        Projection projection,
        RestObject type,
        CancellationToken cancellationToken
    ) =>
        type.IsListedByParent
            ? WalkOf(projection, ListQuery.All, stepsMax: 1)
                .ReadAsync(null, new HashSet<string>(), cancellationToken)
            : ListingOf(
                    projection,
                    ListQuery.All,
                    "list",
                    size: Math.Min(RowsToTry, type.List.Paging.Size)
                )
                .ReadAsync(null, new HashSet<string>(), cancellationToken);

    private void AddReach(List<Finding> findings)
    {
        findings.Add(
            new(
                FindingLevel.Good,
                "reach",
                $"{_manifest.Title} answers at {_client.BaseUrl.Authority}."
            )
        );
        if (_manifest.Auth.SecretNames.Count > 0)
            findings.Add(
                new(FindingLevel.Good, "credentials", $"{_manifest.Title} accepts the credentials.")
            );
    }

    private Finding? TestClock()
    {
        if (_client.LastDate is not { } date)
            return null;
        var skew = date - _time.GetUtcNow();
        return skew.Duration() <= SkewMax
            ? new(
                FindingLevel.Good,
                "clock",
                $"The clocks of {_manifest.Title} and this machine agree."
            )
            : new(
                FindingLevel.Warning,
                "clock",
                $"The clock of {_manifest.Title} is {skew.Duration().TotalSeconds:0} s "
                    + (skew > TimeSpan.Zero ? "ahead of" : "behind")
                    + " this machine's.",
                "Let both keep the time by NTP: changes may be missed, and the newer one mistaken."
            );
    }

    private static string TopicOf(ProblemKind kind) =>
        kind switch
        {
            ProblemKind.Unauthorized => "credentials",
            ProblemKind.Forbidden => "scopes",
            ProblemKind.RateLimited => "limits",
            ProblemKind.Transient => "reach",
            _ => "schema",
        };
}
