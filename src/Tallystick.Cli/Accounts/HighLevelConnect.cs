using Tallystick.Cli.Output;
using Tallystick.HighLevel;
using Tallystick.HighLevel.Tokens;

namespace Tallystick.Cli.Accounts;

/// <summary>Connects a HighLevel account: by a private integration token, or by installing an app.</summary>
internal sealed class HighLevelConnect(Terminal terminal, TimeProvider time)
{
    /// <summary>"Rotate and expire later" keeps the old token alive for so long.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromDays(7);

    /// <summary>Keeps a token after it was seen to work; the one before stays in reserve while HighLevel keeps it alive.</summary>
    public async Task<Account> WithTokenAsync(
        ConnectRequest request,
        CancellationToken cancellationToken
    )
    {
        var before = request.Before;
        if (request.IsRotation && before?.Kind is not AccountKind.Token)
            throw Usage(
                before is null
                    ? $"There is no account '{request.Name}' to rotate."
                    : $"'{request.Name}' renews its tokens by itself.",
                "--rotate replaces a private integration token; tally connections shows the accounts there are."
            );
        var location =
            request.Location
            ?? (request.IsRotation ? before!.Location : null)
            ?? ProcessEnvironment.Get("HIGHLEVEL_LOCATION")
            ?? throw Usage(
                "Which location is the token for?",
                "Give --location ID: it is in HighLevel under Settings → Business Profile."
            );
        var address = request.BaseUrl ?? (request.IsRotation ? before!.BaseUrl : null);
        await TestAsync(new FixedToken(request.Token!), location, address, cancellationToken);
        var account = new Account
        {
            Connector = "highlevel",
            Kind = AccountKind.Token,
            ConnectedAt = time.GetUtcNow(),
            Location = location,
            BaseUrl = address,
            Values = new Dictionary<string, string> { [Account.TokenValue] = request.Token! },
            Previous =
                request.IsRotation && before!.Values[Account.TokenValue] != request.Token
                    ? new PreviousToken(
                        before.Values[Account.TokenValue],
                        time.GetUtcNow() + Overlap
                    )
                    : null,
        };
        request.Book.Save(request.Name, account);
        request.Book.ForgetLocations(request.Name);
        request.Book.Keys.Remove(AccountBook.TokensOf(request.Name));
        return account;
    }

    /// <summary>A person allows the app, and what it is given is kept.</summary>
    public async Task<Account> ByInstallAsync(
        ConnectRequest request,
        InstallRequest install,
        CancellationToken cancellationToken
    )
    {
        if (request.IsRotation)
            throw Usage(
                "--rotate replaces a private integration token by another.",
                "Give the new one with --token-env VARIABLE. An app's tokens are renewed by themselves."
            );
        var app = AppOf(request, install);
        var scopes = ScopesOf(request, install);
        if (!install.IsPasted && install.Redirect is null && !app.InstallAddress.IsLoopback)
            throw Usage(
                "HighLevel leads back to https addresses only, and this machine has none.",
                "Give --redirect URL as registered with the app, and --paste to paste what the browser shows; or --port N, where that address forwards to this machine."
            );
        var (code, redirect) = await new ConsentDialogue(terminal, time).AskAsync(
            install,
            (back, state) => app.InstallPage(back, scopes, state),
            "Open this address in a browser, choose the location and allow the app:",
            scopes,
            cancellationToken
        );
        using var http = AccountTokens.NewHttp();
        var oauth = new HighLevelOAuth(http, app, time);
        var tokens = await AskAsync(() => oauth.ExchangeAsync(code, redirect, cancellationToken));
        await request.Book.ReplaceTokensAsync(request.Name, tokens);
        var account = new Account
        {
            Connector = "highlevel",
            Kind = AccountKind.OAuth,
            ConnectedAt = time.GetUtcNow(),
            Location =
                tokens.LocationId
                ?? request.Location
                ?? await OnlyLocationAsync(oauth, tokens, cancellationToken),
            BaseUrl = app.BaseAddress == HighLevelOptions.PublicAddress ? null : app.BaseAddress,
            App = app,
            CompanyId = tokens.Class is TokenClass.Company ? tokens.CompanyId : null,
        };
        request.Book.Save(request.Name, account);
        TellMissing(scopes, tokens);
        return account;
    }

    private static HighLevelApp AppOf(ConnectRequest request, InstallRequest install)
    {
        var known = request.Before?.App;
        var id = install.ClientId ?? known?.ClientId;
        var secret = install.ClientSecret ?? (id == known?.ClientId ? known?.ClientSecret : null);
        if (id is null || secret is null)
            throw Usage(
                "Which app is to be installed?",
                "Give --client-id ID and --client-secret-env VARIABLE of your app in the marketplace; or --token-env VARIABLE for a private integration token; or --sandbox."
            );
        var address = request.BaseUrl ?? request.Before?.BaseUrl ?? HighLevelOptions.PublicAddress;
        return new HighLevelApp
        {
            ClientId = id,
            ClientSecret = secret,
            VersionId = install.VersionId ?? known?.VersionId,
            BaseAddress = address,
            InstallAddress =
                install.InstallAddress
                ?? known?.InstallAddress
                ?? (address.IsLoopback ? address : HighLevelApp.PublicInstallAddress),
        };
    }

    private static IReadOnlyList<string> ScopesOf(ConnectRequest request, InstallRequest install)
    {
        var scopes =
            install.Scopes.Count > 0
                ? install.Scopes
                : NeededScopes.OfAccount(request.File, request.Name);
        // What an agency needs to speak for one of its locations.
        return install.IsAgency
            ? [.. scopes.Concat(["oauth.readonly", "oauth.write"]).Distinct()]
            : scopes;
    }

    private void TellMissing(IReadOnlyList<string> asked, TokenSet tokens)
    {
        var missing = asked.Except(tokens.Scopes).ToArray();
        if (tokens.Scopes.Count > 0 && missing.Length > 0)
            terminal.Error.WriteLine(
                $"tally: warning: the app was not given {string.Join(", ", missing)}: add them to it in the marketplace, and connect again."
            );
    }

    /// <summary>Null where there are none or several: then the sync file says which.</summary>
    private static async Task<string?> OnlyLocationAsync(
        HighLevelOAuth oauth,
        TokenSet tokens,
        CancellationToken cancellationToken
    )
    {
        if (!tokens.Scopes.Contains("oauth.readonly"))
            return null;
        try
        {
            var locations = await oauth.InstalledLocationsAsync(
                tokens.AccessToken,
                tokens.CompanyId ?? "",
                cancellationToken
            );
            return locations is [var only] ? only.Id : null;
        }
        catch (HighLevelException)
        {
            // The install stands all the same, and the sync file can say which.
            return null;
        }
    }

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (HighLevelException e)
        {
            throw new UserException(
                $"HighLevel said: {e.Message}",
                e.Problem is HighLevelProblem.InvalidToken
                    ? "A code is good once and for minutes only; or the app's id or secret is wrong, which looks the same. Nothing was changed."
                    : "Nothing was changed; try again."
            );
        }
    }

    private static async Task TestAsync(
        ITokenSource tokens,
        string location,
        Uri? address,
        CancellationToken cancellationToken
    )
    {
        using var http = AccountTokens.NewHttp();
        var client = new HighLevelClient(
            http,
            new HighLevelOptions
            {
                Tokens = tokens,
                LocationId = location,
                BaseAddress = address ?? HighLevelOptions.PublicAddress,
            }
        );
        try
        {
            (await client.GetLocationAsync(cancellationToken)).Dispose();
        }
        // It is a token; tally connections tells of what it lacks.
        catch (HighLevelException e) when (e.Problem is HighLevelProblem.MissingScope) { }
        catch (HighLevelException e)
        {
            throw new UserException(
                $"The token was refused. HighLevel said: {e.Message}",
                e.Problem is HighLevelProblem.WrongLocation or HighLevelProblem.WrongTokenClass
                    ? "It is not this location's token. Nothing was changed."
                    : "Take the token from Settings → Private Integrations. Nothing was changed."
            );
        }
        catch (HttpRequestException e)
        {
            throw new UserException(
                $"HighLevel could not be reached: {e.Message}",
                "Nothing was changed; try again."
            );
        }
    }

    private static UserException Usage(string message, string hint) =>
        new(message, hint, ExitCode.Usage);
}
