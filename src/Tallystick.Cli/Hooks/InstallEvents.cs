using Tallystick.Cli.Accounts;
using Tallystick.Cli.Output;
using Tallystick.HighLevel.Tokens;
using Tallystick.HighLevel.Webhooks;
using Tallystick.Storage;

namespace Tallystick.Cli.Hooks;

/// <summary>
/// What becomes of an account when its app is taken out or installed again, by HighLevel's own
/// signed word. Taken out: its tokens are lost, and nobody asks with them any more. Installed: what
/// was lost may be tried once more, and only a refresh that succeeds makes it good.
/// </summary>
/// <param name="bookOf">The accounts that belong to a state; null where there are none.</param>
internal sealed class InstallEvents(Func<string, AccountBook?> bookOf, TimeProvider time)
{
    public static bool Concern(Webhook webhook) =>
        webhook.Payload is WebhookPayload.Install or WebhookPayload.Uninstall;

    /// <summary>Several connections may take their tokens from one account, which changes once.</summary>
    /// <returns>The connections of which something new is known.</returns>
    /// <exception cref="IOException">It could not be kept.</exception>
    public async Task<IReadOnlyList<string>> TakeAsync(
        Webhook webhook,
        IReadOnlyList<HookSettings> connections,
        CancellationToken cancellationToken
    )
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var connection in connections)
            if (await TakeAsync(webhook, connection, cancellationToken))
                changed.Add(connection.Account!);
        return
        [
            .. connections
                .Where(c => c.Account is { } account && changed.Contains(account))
                .Where(c =>
                    string.IsNullOrEmpty(webhook.LocationId) || c.LocationId == webhook.LocationId
                )
                .Select(c => c.Connection),
        ];
    }

    public static void Tell(Terminal terminal, Webhook webhook, string connection)
    {
        var isGone = webhook.Payload is WebhookPayload.Uninstall;
        terminal.Emit(
            isGone ? "uninstalled" : "installed",
            w => w.WriteString("connection", connection)
        );
        terminal.Log(
            isGone
                ? $"{connection}: the app was taken out, and its tokens are lost."
                : $"{connection}: the app was installed, and its tokens are tried."
        );
    }

    private async Task<bool> TakeAsync(
        Webhook webhook,
        HookSettings connection,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var book = bookOf(connection.StatePath);
            if (
                connection.Account is not { } name
                || book?.Find(name) is not { Kind: AccountKind.OAuth, App: { } app } account
                || webhook.AppId != app.AppId
                || PlaceOf(webhook, account, connection) is not { } place
            )
                return false;
            var names = place.IsAgency
                ? book.TokensOfAll(name)
                : [AccountBook.TokensOf(name, place.Location)];
            var isChanged = false;
            foreach (var tokens in names)
                isChanged |= await MarkAsync(book, tokens, webhook, account, cancellationToken);
            return isChanged;
        }
        catch (StoreException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>Whose tokens are meant; null where it is about another location's.</summary>
    private static (bool IsAgency, string? Location)? PlaceOf(
        Webhook webhook,
        Account account,
        HookSettings connection
    )
    {
        var location = string.IsNullOrEmpty(webhook.LocationId) ? null : webhook.LocationId;
        if (location is not null)
            return location != connection.LocationId
                ? null
                : (false, account.CompanyId is null ? null : location);
        return account.CompanyId is { } company && company == webhook.CompanyId
            ? (true, null)
            : null;
    }

    private async Task<bool> MarkAsync(
        AccountBook book,
        string name,
        Webhook webhook,
        Account account,
        CancellationToken cancellationToken
    )
    {
        while (await book.FindAsync(name, cancellationToken) is var (tokens, version))
        {
            if (After(webhook, tokens, account) is not { } marked)
                return false;
            if (await book.TrySaveAsync(name, marked, version, cancellationToken))
                return true;
        }
        return false;
    }

    /// <summary>Null where it says nothing new: it was sent before the account was last seen to be good, or lost.</summary>
    private TokenSet? After(Webhook webhook, TokenSet tokens, Account account)
    {
        var now = time.GetUtcNow();
        return webhook.Payload switch
        {
            WebhookPayload.Uninstall
                when tokens.LostAt is null
                    && webhook.SentAt > account.ConnectedAt
                    && webhook.SentAt > tokens.ObtainedAt => tokens with
            {
                LostAt = now,
                ExpiresAt = now < tokens.ExpiresAt ? now : tokens.ExpiresAt,
            },
            WebhookPayload.Install when webhook.SentAt > tokens.LostAt => tokens with
            {
                LostAt = null,
            },
            _ => null,
        };
    }
}
