namespace Tallystick.HighLevel.Tokens;

/// <summary>An app of the marketplace. Its text form does not show the secret.</summary>
public sealed record HighLevelApp
{
    /// <summary>Where people install apps.</summary>
    public static readonly Uri PublicInstallAddress = new("https://marketplace.gohighlevel.com/");

    /// <summary>The app's id, a dash and eight characters.</summary>
    public required string ClientId { get; init; }

    public required string ClientSecret { get; init; }

    /// <summary>An app that is not public yet is installed by its version.</summary>
    public string? VersionId { get; init; }

    public Uri BaseAddress { get; init; } = HighLevelOptions.PublicAddress;

    /// <summary>White-labelled agencies have their own.</summary>
    public Uri InstallAddress { get; init; } = PublicInstallAddress;

    public string AppId => ClientId.Split('-')[0];

    /// <summary>The page on which a person chooses where to install the app, and which leads back with a code.</summary>
    /// <param name="state">Comes back with the code; nobody else must be able to guess it.</param>
    public Uri InstallPage(Uri redirect, IEnumerable<string> scopes, string state)
    {
        var query =
            $"response_type=code&client_id={Escape(ClientId)}"
            + $"&redirect_uri={Escape(redirect.OriginalString)}"
            + $"&scope={Escape(string.Join(' ', scopes))}&state={Escape(state)}"
            + (VersionId is null ? "" : $"&version_id={Escape(VersionId)}");
        var path = InstallAddress.AbsoluteUri.TrimEnd('/') + "/v2/oauth/chooselocation?";
        return new Uri(path + query);
    }

    public override string ToString() => $"HighLevelApp {{ {ClientId} }}";

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
