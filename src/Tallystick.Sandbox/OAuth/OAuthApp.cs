namespace Tallystick.Sandbox.OAuth;

/// <summary>An app of the marketplace, as its maker has it.</summary>
/// <param name="ClientId">The app's id and eight characters.</param>
internal sealed record OAuthApp(string ClientId, string ClientSecret, string VersionId, string Name)
{
    /// <summary>The one that every sandbox knows.</summary>
    public static OAuthApp Demo { get; } =
        new(
            HighLevelSandbox.DefaultClientId,
            HighLevelSandbox.DefaultClientSecret,
            "66a1b2c3d4e5f60718293a4b",
            "Sandbox app"
        );

    public string Id => ClientId.Split('-')[0];
}
