using System.Text;

namespace Tallystick.Connectors.Calls;

/// <summary>The header by which a call shows who it is from.</summary>
public sealed record CallKey
{
    private readonly string _value;

    private CallKey(string header, string scheme, string value)
    {
        Header = header;
        Scheme = scheme;
        _value = value;
    }

    public string Header { get; }

    /// <summary>What stands before the secret: "Bearer " or nothing.</summary>
    public string Scheme { get; }

    /// <param name="kind">"bearer", "basic" for user:password, or the name of a header for the secret alone.</param>
    public static CallKey Of(string kind, string secret) =>
        kind.ToLowerInvariant() switch
        {
            "bearer" => new("Authorization", "Bearer ", secret),
            "basic" => new(
                "Authorization",
                "Basic ",
                Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))
            ),
            _ => new(kind, "", secret),
        };

    public void AddTo(HttpRequestMessage message) =>
        message.Headers.TryAddWithoutValidation(Header, Scheme + _value);

    // A record prints its properties; the secret is none.
    public override string ToString() => $"{Header}: {Scheme}…";
}
