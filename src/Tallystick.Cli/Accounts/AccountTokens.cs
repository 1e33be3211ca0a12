using Tallystick.Connectors.Http;
using Tallystick.Connectors.Rest;
using Tallystick.HighLevel.Tokens;

namespace Tallystick.Cli.Accounts;

/// <summary>The tokens of a connected account, as a client takes them.</summary>
internal sealed class AccountTokens : IDisposable
{
    /// <summary>Well below the grace, so that a refresh whose answer got lost can be repeated.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(8);

    /// <summary>Answers about tokens are short.</summary>
    private const int AnswerBytesMax = 1_048_576;

    private readonly List<IDisposable> _owned = [];

    private AccountTokens(ITokenSource? source) => Source = source!;

    public ITokenSource Source { get; private set; }

    public static AccountTokens Of(
        AccountBook book,
        string name,
        Account account,
        string location,
        Uri address,
        TimeProvider time
    )
    {
        if (account.Kind is AccountKind.Token)
            return new AccountTokens(
                new FixedToken(
                    account.Values[Account.TokenValue],
                    account.Previous is { } previous && previous.Until > time.GetUtcNow()
                        ? previous.Token
                        : null
                )
            );
        var tokens = new AccountTokens(null);
        var http = NewHttp();
        var oauth = new HighLevelOAuth(http, account.App! with { BaseAddress = address }, time);
        var install = new TokenKeeper(book, AccountBook.TokensOf(name), oauth, time);
        tokens._owned.AddRange([install, http]);
        tokens.Source = install;
        if (account.CompanyId is not { } company)
            return tokens;
        var ofLocation = new TokenKeeper(
            book,
            AccountBook.TokensOf(name, location),
            new LocationTokens(install, company, location, oauth, time),
            time
        );
        tokens._owned.Insert(0, ofLocation);
        tokens.Source = ofLocation;
        return tokens;
    }

    /// <summary>Of an account of an app with a manifest.</summary>
    /// <param name="manifest">Its <see cref="RestManifest.Auth"/> is OAuth 2.</param>
    public static AccountTokens OfRest(
        ITokenStore store,
        string name,
        RestManifest manifest,
        RestSettings settings,
        TimeProvider time
    )
    {
        var http = NewHttp();
        var keeper = new TokenKeeper(
            store,
            AccountBook.TokensOf(name),
            new RestOAuth(http, manifest, settings, time),
            time
        );
        var tokens = new AccountTokens(keeper);
        tokens._owned.AddRange([keeper, http]);
        return tokens;
    }

    public static HttpClient NewHttp() =>
        new(
            HttpClients.CreateHandler(new HttpSettings { ConnectTimeout = TimeSpan.FromSeconds(5) })
        )
        {
            Timeout = CallTimeout,
            MaxResponseContentBufferSize = AnswerBytesMax,
        };

    public void Dispose()
    {
        foreach (var owned in _owned)
            owned.Dispose();
    }
}
