using System.Text.Json;
using System.Text.Json.Serialization;
using Tallystick.HighLevel.Tokens;
using Tallystick.Storage.Secrets;

namespace Tallystick.Cli.Accounts;

/// <summary>The accounts in a key store, and their tokens.</summary>
internal sealed class AccountBook(KeyStore keys) : ITokenStore
{
    /// <summary>Behind an account's name: what is renewed under it.</summary>
    private const string TokensPart = "/tokens";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public KeyStore Keys => keys;

    public IReadOnlyList<string> Names => [.. keys.Names.Where(n => !n.Contains('/'))];

    /// <summary>Under which the tokens of an account are kept, or those of one location of an agency.</summary>
    public static string TokensOf(string account, string? location = null) =>
        account + TokensPart + (location is null ? "" : "/" + location);

    /// <summary>Under which anything of an account is kept, of all its locations too.</summary>
    public IReadOnlyList<string> TokensOfAll(string account) =>
        [
            .. keys.Names.Where(n =>
                n == TokensOf(account)
                || n.StartsWith(TokensOf(account) + "/", StringComparison.Ordinal)
            ),
        ];

    public Account? Find(string name) =>
        keys.Find(name) is var (text, _) ? JsonSerializer.Deserialize<Account>(text, Json) : null;

    public void Save(string name, Account account) =>
        keys.Save(name, JsonSerializer.Serialize(account, Json));

    /// <summary>
    /// A new log-in's, whatever is there. To be stored before anything else is done with them: the
    /// code that they came for is used up.
    /// </summary>
    public async Task ReplaceTokensAsync(string account, TokenSet tokens)
    {
        var name = TokensOf(account);
        while (!await TrySaveAsync(name, tokens, (await FindAsync(name))?.Version ?? 0))
        {
            // Another process has just renewed the old log-in's: the new one's stand all the same.
        }
        ForgetLocations(account);
    }

    /// <summary>With its tokens.</summary>
    public bool Remove(string name)
    {
        ForgetLocations(name);
        keys.Remove(TokensOf(name));
        return keys.Remove(name);
    }

    /// <summary>What was made of a former install must not serve the new one.</summary>
    public void ForgetLocations(string name)
    {
        foreach (var part in keys.Names)
            if (part.StartsWith(TokensOf(name) + "/", StringComparison.Ordinal))
                keys.Remove(part);
    }

    /// <summary>What a reference stands for: an account's only secret, or one by its name as <c>account.secret</c>.</summary>
    public string? Value(string reference)
    {
        var (name, value) = reference.Split('.', 2) is [var n, var v] ? (n, v) : (reference, null);
        if (Find(name) is not { } account)
            return null;
        if (value is not null)
            return account.Values.GetValueOrDefault(value);
        return account.Values.Count == 1 ? account.Values.Values.Single() : null;
    }

    public Task<StoredTokens?> FindAsync(
        string name,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            keys.Find(name) is var (text, version)
                ? new StoredTokens(JsonSerializer.Deserialize<TokenSet>(text, Json)!, version)
                : null
        );

    public Task<bool> TrySaveAsync(
        string name,
        TokenSet tokens,
        long expected,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(keys.TrySave(name, JsonSerializer.Serialize(tokens, Json), expected));

    public Task<IAsyncDisposable?> TryLeaseAsync(
        string name,
        TimeSpan time,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult<IAsyncDisposable?>(
            keys.TryLease(name, time) is { } lease ? new Lease(lease) : null
        );

    private sealed class Lease(IDisposable lease) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            lease.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
