using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Tallystick.Sandbox.Faults;

/// <summary>How often which fault befalls a call: shares from 0 to 1, added up.</summary>
public sealed record FaultRates
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public double Rate429 { get; init; }

    public double Rate500 { get; init; }

    public double Rate503 { get; init; }

    /// <summary>The work is done and the connection is cut without an answer, after <see cref="TimeoutMs"/>.</summary>
    public double TimeoutAfterEffectRate { get; init; }

    /// <summary>The connection is cut after <see cref="TimeoutMs"/> and nothing was done.</summary>
    public double TimeoutBeforeEffectRate { get; init; }

    public double DropBeforeEffectRate { get; init; }

    /// <summary>The work is done and half of the answer is sent before the connection is reset.</summary>
    public double ResetMidBodyRate { get; init; }

    /// <summary>A web page instead of JSON, as a proxy answers; nothing was done.</summary>
    public double HtmlRate { get; init; }

    /// <summary>The work is done and the answer's JSON ends in the middle.</summary>
    public double TruncatedJsonRate { get; init; }

    /// <summary>Nothing happens for <see cref="HangSeconds"/>, then the call goes on.</summary>
    public double HangRate { get; init; }

    public double HangSeconds { get; init; } = 120;

    /// <summary>A create answers 422 and the contact exists all the same.</summary>
    public double Created422Rate { get; init; }

    /// <summary>Searches find nothing, as after an outage of the index.</summary>
    public bool EmptyList { get; init; }

    /// <summary>Every page of a search is cut to its first half, and the total agrees.</summary>
    public bool HalfPages { get; init; }

    /// <summary>Searches say that there are more contacts than they show.</summary>
    public bool TotalTooLarge { get; init; }

    /// <summary>Every token is refused.</summary>
    public bool Unauthorized { get; init; }

    /// <summary>After so many pages of searches the next ones are forbidden; zero for never.</summary>
    public int ForbiddenAfterPages { get; init; }

    /// <summary>The location has no custom fields, by its own word.</summary>
    public bool NoFields { get; init; }

    /// <summary>How long a company's token cannot be exchanged for a new location's, as right after an install.</summary>
    public double InstallRaceSeconds { get; init; }

    public int LatencyMs { get; init; }

    public int TimeoutMs { get; init; } = 50;

    /// <summary>Only calls of these operations, such as <c>contacts.create</c>; empty for all.</summary>
    public IReadOnlyList<string> Operations { get; init; } = [];

    public int Seed { get; init; } = 1;

    [JsonIgnore]
    internal bool IsCalm =>
        Rate429
            + Rate500
            + Rate503
            + TimeoutAfterEffectRate
            + TimeoutBeforeEffectRate
            + DropBeforeEffectRate
            + ResetMidBodyRate
            + HtmlRate
            + TruncatedJsonRate
            + HangRate
            + Created422Rate
        <= 0;

    private static JsonNode? ValueOf(string text) =>
        bool.TryParse(text, out var isOn) ? JsonValue.Create(isOn)
        : double.TryParse(text, CultureInfo.InvariantCulture, out var value)
            ? JsonNode.Parse(value.ToString(CultureInfo.InvariantCulture))
        : null;

    /// <summary>Reads rates as a command line writes them, such as <c>rate429=0.05</c>.</summary>
    /// <exception cref="FormatException">A text names no fault, or its value is no number.</exception>
    public static FaultRates Parse(IEnumerable<string> settings)
    {
        var rates = new JsonObject();
        foreach (var setting in settings)
        {
            if (setting.Split('=', 2) is not [var name, var text] || ValueOf(text) is not { } value)
                throw new FormatException($"'{setting}' is not of the form rate429=0.05.");
            rates[name.Trim()] = value;
        }
        try
        {
            return rates.Deserialize<FaultRates>(Json)!;
        }
        catch (JsonException)
        {
            throw new FormatException(
                $"'{string.Join(' ', settings)}' names no fault. Faults are: "
                    + string.Join(
                        ", ",
                        JsonSerializer
                            .SerializeToNode(new FaultRates(), Json)!
                            .AsObject()
                            .Select(p => p.Key)
                            .Where(n => n != "operations")
                    )
                    + "."
            );
        }
    }
}
