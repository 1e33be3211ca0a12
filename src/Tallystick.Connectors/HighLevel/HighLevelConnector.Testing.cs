using System.Globalization;
using Tallystick.Connectors.HighLevel.Contacts;
using Tallystick.Core.Connectors;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel;

public sealed partial class HighLevelConnector
{
    private static readonly TimeSpan SkewMax = TimeSpan.FromSeconds(60);

    /// <summary>As for a sync of contacts.</summary>
    public Task<IReadOnlyList<Finding>> TestAsync(CancellationToken cancellationToken) =>
        TestAsync([new ObjectUse(ContactFields.Key, true)], cancellationToken);

    /// <summary>Reads only: that the token may write shows with the first write.</summary>
    public async Task<IReadOnlyList<Finding>> TestAsync(
        IReadOnlyCollection<ObjectUse> uses,
        CancellationToken cancellationToken
    )
    {
        var findings = new List<Finding>();
        DateTimeOffset? date = null;
        await CheckAsync(
            findings,
            "location",
            async () =>
            {
                using var answer = await _caller.CallAsync(
                    Operations.GetLocation,
                    _caller.Client.GetLocationAsync,
                    cancellationToken
                );
                date = answer.Date;
                var location = answer["location"];
                return $"\"{ContactReader.Text(location, "name")}\", {ContactReader.Text(location, "country")}, {ContactReader.Text(location, "timezone")}";
            }
        );
        await CheckAsync(
            findings,
            "custom fields",
            async () =>
            {
                var fields = await _caller.CallAsync(
                    Operations.ListCustomFields,
                    _caller.Client.ListCustomFieldsAsync,
                    cancellationToken
                );
                return $"{fields.Count} custom fields";
            }
        );
        foreach (var type in _objects.Where(o => uses.Any(u => u.ObjectType == o.ObjectType)))
            await CheckAsync(findings, type.ObjectType, () => type.ProbeAsync(cancellationToken));
        findings.Add(
            new Finding(
                FindingLevel.Good,
                "scopes",
                "needed are " + string.Join(", ", ScopesFor(uses))
            )
        );
        if (date is { } theirs)
            findings.Add(ClockFinding(theirs));
        findings.Add(
            new Finding(
                FindingLevel.Good,
                "limits",
                string.Join(" and ", _caller.Settings.Limits.Select(Spell))
                    is { Length: > 0 } limits
                    ? limits
                    : "none set"
            )
        );
        return findings;
    }

    private static string Spell(RateLimit limit) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{limit.Calls:N0} calls per {(limit.Window == TimeSpan.FromDays(1) ? "day" : $"{limit.Window.TotalSeconds:N0} s")}"
        );

    private Finding ClockFinding(DateTimeOffset theirs)
    {
        var skew = (_caller.Now - theirs).Duration();
        var finding =
            skew <= SkewMax
                ? new Finding(
                    FindingLevel.Good,
                    "clock",
                    $"within {SkewMax.TotalSeconds:0} s of HighLevel's"
                )
                : new Finding(
                    FindingLevel.Warning,
                    "clock",
                    $"{skew.TotalSeconds:0} s away from HighLevel's",
                    "Set this machine's clock (NTP): \"newest wins\" depends on it."
                );
        return finding with { Figure = (_caller.Now - theirs).TotalSeconds };
    }

    private static async Task CheckAsync(
        List<Finding> findings,
        string topic,
        Func<Task<string>> check
    )
    {
        try
        {
            findings.Add(new Finding(FindingLevel.Good, topic, await check()));
        }
        catch (ConnectorException e)
        {
            findings.Add(
                new Finding(FindingLevel.Bad, topic, e.Message, e.Hint)
                {
                    Problem = e.Kind,
                    Scope = e.InnerException
                        is HighLevelException { Problem: HighLevelProblem.MissingScope } missing
                        ? missing.Operation.Scope
                        : null,
                }
            );
        }
    }
}
