using System.Globalization;
using Tallystick.Core.Connectors;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel;

public sealed partial class HighLevelConnector
{
    private static readonly TimeSpan SkewMax = TimeSpan.FromSeconds(60);

    /// <summary>Reads only: that the token may write shows with the first write.</summary>
    public async Task<IReadOnlyList<Finding>> TestAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        DateTimeOffset? date = null;
        await CheckAsync(
            findings,
            "location",
            async () =>
            {
                using var answer = await CallAsync(
                    Operations.GetLocation,
                    _client.GetLocationAsync,
                    cancellationToken
                );
                date = answer.Date;
                var location = answer["location"];
                return $"\"{ContactReader.Text(location, "name")}\", {ContactReader.Text(location, "country")}, {ContactReader.Text(location, "timezone")}";
            }
        );
        await CheckAsync(
            findings,
            "contacts",
            async () =>
            {
                using var answer = await CallAsync(
                    Operations.SearchContacts,
                    token =>
                        _client.SearchContactsAsync(new SearchRequest { PageLimit = 1 }, token),
                    cancellationToken
                );
                date ??= answer.Date;
                return $"{answer["total"]} contacts can be read";
            }
        );
        await CheckAsync(
            findings,
            "custom fields",
            async () =>
            {
                var fields = await CallAsync(
                    Operations.ListCustomFields,
                    _client.ListCustomFieldsAsync,
                    cancellationToken
                );
                return $"{fields.Count} custom fields";
            }
        );
        if (date is { } theirs)
            findings.Add(ClockFinding(theirs));
        findings.Add(
            new Finding(
                FindingLevel.Good,
                "limits",
                string.Join(" and ", _settings.Limits.Select(Spell)) is { Length: > 0 } limits
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
        var skew = (_time.GetUtcNow() - theirs).Duration();
        return skew <= SkewMax
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
            findings.Add(new Finding(FindingLevel.Bad, topic, e.Message, e.Hint));
        }
    }
}
