using Tallystick.Cli.Output;
using Tallystick.Connectors.Rest;
using Tallystick.Core.Connectors;
using Tallystick.HighLevel.Tokens;

namespace Tallystick.Cli.Accounts;

/// <summary>Connects an account of an app with a manifest by OAuth 2, and keeps its client and its tokens.</summary>
internal sealed class OAuthConnect(Terminal terminal, TimeProvider time)
{
    /// <returns>The account, and how it is called now.</returns>
    public async Task<(Account Account, RestSettings Settings)> ConnectAsync(
        ConnectRequest request,
        InstallRequest install,
        RestManifest manifest,
        RestAuth.OAuth2 auth,
        string? manifestPath,
        Uri? address,
        CancellationToken cancellationToken
    )
    {
        var settings = new RestSettings
        {
            BaseUrl = address,
            Secrets = ClientOf(request, install, manifest, auth),
            Reconnect = Account.CommandOf(request.Connector, request.Name, manifestPath),
        };
        var scopes = install.Scopes.Count > 0 ? install.Scopes : auth.Scopes;
        using var http = AccountTokens.NewHttp();
        var oauth = new RestOAuth(
            http,
            manifest with
            {
                Auth = auth with { Scopes = scopes },
            },
            settings,
            time
        );
        var tokens =
            auth.Grant is RestGrant.ClientCredentials
                ? await AskAsync(() => oauth.RenewAsync(null, cancellationToken))
                : await ByConsentAsync(oauth, install, manifest, scopes, cancellationToken);
        await request.Book.ReplaceTokensAsync(request.Name, tokens);
        var account = new Account
        {
            Connector = request.Connector,
            Kind = AccountKind.OAuth,
            ConnectedAt = time.GetUtcNow(),
            BaseUrl = request.BaseUrl ?? request.Before?.BaseUrl,
            Manifest = manifestPath,
            Values = settings.Secrets,
            Scopes = scopes,
        };
        request.Book.Save(request.Name, account);
        TellMissing(manifest, scopes, tokens);
        return (account, settings with { Tokens = new FixedToken(tokens.AccessToken) });
    }

    private async Task<TokenSet> ByConsentAsync(
        RestOAuth oauth,
        InstallRequest install,
        RestManifest manifest,
        IReadOnlyList<string> scopes,
        CancellationToken cancellationToken
    )
    {
        var verifier = RestOAuth.NewVerifier();
        var (code, redirect) = await new ConsentDialogue(terminal, time).AskAsync(
            install,
            (back, state) => oauth.AuthorizePage(back, scopes, state, verifier),
            $"Open this address in a browser, and allow it in {manifest.Title}:",
            scopes,
            cancellationToken
        );
        return await AskAsync(() =>
            oauth.ExchangeAsync(code, redirect, verifier, scopes, cancellationToken)
        );
    }

    /// <summary>The client's id and secret by their names in the manifest.</summary>
    private static Dictionary<string, string> ClientOf(
        ConnectRequest request,
        InstallRequest install,
        RestManifest manifest,
        RestAuth.OAuth2 auth
    )
    {
        var known = request.Before?.Values;
        var id = install.ClientId ?? known?.GetValueOrDefault(auth.ClientId);
        if (id is null)
            throw Usage(
                $"Which client of {manifest.Title} is to be used?",
                "Give --client-id ID of the client that is registered there"
                    + (auth.ClientSecret is null ? "." : ", and --client-secret-env VARIABLE.")
            );
        var client = new Dictionary<string, string> { [auth.ClientId] = id };
        if (auth.ClientSecret is not { } name)
            return client;
        client[name] =
            install.ClientSecret
            ?? (
                id == known?.GetValueOrDefault(auth.ClientId) ? known.GetValueOrDefault(name) : null
            )
            ?? throw Usage(
                $"The secret of the client '{id}' is missing.",
                "Give --client-secret-env VARIABLE."
            );
        return client;
    }

    private static async Task<TokenSet> AskAsync(Func<Task<TokenSet>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ConnectorException e)
        {
            throw new UserException(
                e.Message,
                e.Kind is ProblemKind.Unauthorized
                    ? "A code is good once and for minutes only; or the client's id or secret is wrong. Nothing was changed."
                    : $"{e.Hint} Nothing was changed.".TrimStart()
            );
        }
    }

    private void TellMissing(RestManifest manifest, IReadOnlyList<string> asked, TokenSet tokens)
    {
        var missing = asked.Except(tokens.Scopes).ToArray();
        if (missing.Length > 0)
            terminal.Error.WriteLine(
                $"tally: warning: {manifest.Title} did not give {string.Join(", ", missing)}."
            );
    }

    private static UserException Usage(string message, string hint) =>
        new(message, hint, ExitCode.Usage);
}
