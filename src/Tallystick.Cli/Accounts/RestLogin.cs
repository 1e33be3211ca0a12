using Tallystick.Connectors.Rest;
using Tallystick.Engine.Configuration;
using Tallystick.HighLevel.Tokens;

namespace Tallystick.Cli.Accounts;

/// <summary>How a connection of the sync file logs in to an app with a manifest.</summary>
internal sealed class RestLogin
{
    private RestLogin(RestManifest manifest, IReadOnlyDictionary<string, string> secrets)
    {
        Manifest = manifest;
        Secrets = secrets;
    }

    /// <summary>With the way that the connection chose.</summary>
    public RestManifest Manifest { get; }

    public IReadOnlyDictionary<string, string> Secrets { get; }

    /// <summary>The account's address, where the connection names none.</summary>
    public Uri? Address { get; private init; }

    public string? Reconnect { get; private init; }

    private string Name { get; init; } = "";

    private ITokenStore? Store { get; init; }

    /// <summary>Asks the connection for what its way takes; what is missing becomes a fault of its.</summary>
    public static RestLogin Of(ConnectionSettings settings, RestManifest app, TimeProvider time)
    {
        var book = ProcessKeyStores.Find(settings.StatePath);
        var name = settings.SecretName(RestAuth.OAuth2.AccountKey);
        var account = name is null ? null : book?.Find(name);
        var auth = Choose(settings, app, account);
        var manifest = app with { Auth = auth };
        if (auth is not RestAuth.OAuth2 oauth)
            return new RestLogin(
                manifest,
                auth.SecretNames.ToDictionary(n => n, settings.RequiredText)
            );
        if (account is { Kind: AccountKind.OAuth })
        {
            settings.Has(RestAuth.OAuth2.AccountKey);
            CheckConnector(settings, name!, account);
            return new RestLogin(manifest with { Auth = AsAsked(oauth, account) }, account.Values)
            {
                Address = account.BaseUrl,
                Reconnect = account.CommandOf(name!),
                Name = name!,
                Store = book!,
            };
        }
        if (oauth.Grant is RestGrant.ClientCredentials && !settings.Has(RestAuth.OAuth2.AccountKey))
            return new RestLogin(
                manifest,
                oauth.SecretNames.ToDictionary(n => n, settings.RequiredText)
            )
            {
                Name = settings.Name,
                Store = new MemoryTokenStore(time),
            };
        NotConnected(settings, app);
        return new RestLogin(manifest, new Dictionary<string, string>());
    }

    /// <summary>Null where the secrets do not end. To be called when the connection had no fault.</summary>
    public AccountTokens? Tokens(RestSettings settings, TimeProvider time) =>
        Store is null ? null : AccountTokens.OfRest(Store, Name, Manifest, settings, time);

    private static RestAuth Choose(ConnectionSettings settings, RestManifest app, Account? account)
    {
        if (account is { Kind: AccountKind.OAuth })
            return app.Ways.FirstOrDefault(w => w is RestAuth.OAuth2) ?? app.Auth;
        return app.Ways.FirstOrDefault(w => KeysOf(w).Any(k => settings.Keys.Contains(k)))
            ?? app.Auth;
    }

    private static IEnumerable<string> KeysOf(RestAuth way) =>
        way is RestAuth.OAuth2
            ? way.SecretNames.Append(RestAuth.OAuth2.AccountKey)
            : way.SecretNames;

    /// <summary>A client that speaks for itself asks for the same each time.</summary>
    private static RestAuth.OAuth2 AsAsked(RestAuth.OAuth2 auth, Account account) =>
        account.Scopes.Count > 0 ? auth with { Scopes = account.Scopes } : auth;

    private static void CheckConnector(ConnectionSettings settings, string name, Account account)
    {
        if (account.Connector != settings.Connector)
            settings.Fault(
                RestAuth.OAuth2.AccountKey,
                $"'{name}' is an account of {account.Connector}",
                "tally connections shows the accounts there are."
            );
    }

    private static void NotConnected(ConnectionSettings settings, RestManifest app)
    {
        // Tells of a reference to nothing in its own words.
        if (settings.Has(RestAuth.OAuth2.AccountKey))
            if (settings.RequiredText(RestAuth.OAuth2.AccountKey).Length == 0)
                return;
        settings.Fault(
            RestAuth.OAuth2.AccountKey,
            $"no account of {app.Title} is connected here",
            $"Run: {Account.CommandOf(settings.Connector, settings.Name)}; then write token: ${{secret:{settings.Name}}}."
        );
    }
}
