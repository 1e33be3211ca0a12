using System.Data.Common;
using System.Security.Cryptography;
using Tallystick.Cli.Accounts;
using Tallystick.Cli.Hooks;
using Tallystick.Connectors.Csv;
using Tallystick.Connectors.HighLevel;
using Tallystick.Connectors.Rest;
using Tallystick.Connectors.Sql;
using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Core.Mapping;
using Tallystick.Core.Schema;
using Tallystick.Core.Yaml;
using Tallystick.Engine.Budgets;
using Tallystick.Engine.Configuration;
using Tallystick.HighLevel;

namespace Tallystick.Cli.Connections;

/// <summary>Opens the connections of a sync file: the one place that knows which connectors there are.</summary>
/// <param name="ledger">Where the day's calls are shared between processes; null for a look without a state.</param>
internal sealed partial class ConnectionOpener(
    TimeProvider time,
    Random random,
    IQuotaLedger? ledger
)
{
    private static readonly string[] BuiltIn = ["highlevel", "csv", "postgres", "sqlite", "rest"];

    public static IReadOnlyList<string> ConnectorNames => [.. BuiltIn, .. RestManifests.Names];

    /// <exception cref="DocumentException">A setting is wrong or missing.</exception>
    /// <exception cref="ConnectorException">The connection cannot be opened.</exception>
    public async Task<OpenConnection> OpenAsync(
        ConnectionSettings settings,
        CancellationToken cancellationToken
    )
    {
        var budget = await BudgetOfAsync(settings, cancellationToken);
        var (connector, sandbox) = settings.Connector switch
        {
            "highlevel" => await HighLevelAsync(settings, budget, cancellationToken),
            "csv" => (Csv(settings), null),
            "postgres" => (Sql(settings, SqlProvider.PostgreSql), null),
            "sqlite" => (Sql(settings, SqlProvider.Sqlite), null),
            _ => await RestAsync(settings, budget, cancellationToken),
        };
        return new OpenConnection(settings.Name, connector, budget, sandbox);
    }

    private async Task<Budget> BudgetOfAsync(
        ConnectionSettings settings,
        CancellationToken cancellationToken
    )
    {
        Budget budget;
        lock (random)
            budget = new Budget(settings.Name, time, new Random(random.Next()))
            {
                Ledger = ledger,
                Shares = settings.Shares,
                IsFirm = settings.OwnLimits.Count > 0,
            };
        await budget.RecallAsync(cancellationToken);
        if (settings.OwnLimits.Count > 0)
            budget.Declare(settings.OwnLimits);
        return budget;
    }

    private async Task<(IConnector, IAsyncDisposable?)> HighLevelAsync(
        ConnectionSettings settings,
        IBudget budget,
        CancellationToken cancellationToken
    )
    {
        var (all, sandbox) = await HighLevelSettingsAsync(settings, cancellationToken);
        return (new HighLevelConnector(all, budget, time), sandbox);
    }

    private async Task<(HighLevelSettings, IAsyncDisposable?)> HighLevelSettingsAsync(
        ConnectionSettings settings,
        CancellationToken cancellationToken
    )
    {
        var book = ProcessKeyStores.Find(settings.StatePath);
        var name = settings.SecretName("token");
        var account = name is null ? null : book?.Find(name);
        var token =
            account is not null && settings.Has("token") ? null : settings.RequiredText("token");
        var location =
            !settings.Has("location") && account?.Location is { } connected
                ? connected
                : settings.RequiredText("location");
        var address = Address(settings) ?? account?.BaseUrl ?? HighLevelOptions.PublicAddress;
        var lag = settings.Duration("search-lag", TimeSpan.Zero, TimeSpan.FromHours(1));
        var concurrency = settings.Int("concurrency", 1, 100);
        var file = settings.Path("sandbox");
        HookSettings.Read(settings);
        settings.Done();
        var usual = new HighLevelSettings
        {
            Account = new HighLevelOptions { Token = token, LocationId = location },
        };
        IAsyncDisposable? sandbox = null;
        if (file is not null)
            (address, sandbox) = await SandboxConnections.HighLevelAsync(
                file,
                address,
                time,
                cancellationToken
            );
        AccountTokens? tokens = null;
        if (account is not null)
        {
            CheckConnector(settings, name!, account);
            tokens = AccountTokens.Of(book!, name!, account, location, address, time);
        }
        var all = usual with
        {
            Account = usual.Account with { BaseAddress = address, Tokens = tokens?.Source },
            Reconnect = account is null ? null : $"tally connect highlevel --name {name}",
            SearchLag = lag ?? usual.SearchLag,
            ConcurrencyMax = concurrency ?? usual.ConcurrencyMax,
            Limits = LimitsOf(settings, usual.Limits),
        };
        return (all, Owned.Of(tokens, sandbox));
    }

    private static void CheckConnector(ConnectionSettings settings, string name, Account account)
    {
        if (account.Connector == settings.Connector)
            return;
        settings.Fault(
            "token",
            $"'{name}' is an account of {account.Connector}",
            "tally connections shows the accounts there are."
        );
        settings.Done();
    }

    private async Task<(IConnector, IAsyncDisposable?)> RestAsync(
        ConnectionSettings settings,
        IBudget budget,
        CancellationToken cancellationToken
    )
    {
        var (manifest, rest, sandbox) = await RestSettingsAsync(settings, cancellationToken);
        return (new RestConnector(manifest, rest, budget, time), sandbox);
    }

    private async Task<(RestManifest, RestSettings, IAsyncDisposable?)> RestSettingsAsync(
        ConnectionSettings settings,
        CancellationToken cancellationToken
    )
    {
        var manifest = ManifestOf(settings);
        var address = Address(settings);
        var timeout = settings.Duration(
            "timeout",
            TimeSpan.FromMilliseconds(1),
            TimeSpan.FromHours(1)
        );
        var file = settings.Path("sandbox");
        var login = RestLogin.Of(settings, manifest, time);
        settings.Done();
        address ??= login.Address;
        IAsyncDisposable? sandbox = null;
        if (file is not null)
            (address, sandbox) = await SandboxConnections.AcmeAsync(
                file,
                address ?? manifest.BaseUrl,
                time,
                cancellationToken
            );
        var own = login.Manifest with { Limits = LimitsOf(settings, manifest.Limits) };
        var rest = new RestSettings
        {
            BaseUrl = address,
            Secrets = login.Secrets,
            Reconnect = login.Reconnect,
            Timeout = timeout,
        };
        var tokens = login.Tokens(rest, time);
        return (own, rest with { Tokens = tokens?.Source }, Owned.Of(tokens, sandbox));
    }

    private static RestManifest ManifestOf(ConnectionSettings settings)
    {
        if (settings.Connector == "rest")
        {
            var path = settings.RequiredPath("manifest");
            if (path.Length > 0)
                return RestManifest.Load(path);
            settings.Done();
        }
        if (RestManifests.Find(settings.Connector) is { } known)
            return known;
        settings.Fault(
            "connector",
            $"there is no connector '{settings.Connector}'",
            Suggestions.For(settings.Connector, ConnectorNames)
        );
        foreach (var key in settings.Keys)
            settings.Has(key);
        settings.Done();
        throw new InvalidOperationException("A fault was added, and Done did not throw.");
    }

    private CsvConnector Csv(ConnectionSettings settings)
    {
        var options = new CsvOptions
        {
            Path = settings.RequiredPath("path"),
            Key = settings.RequiredText("key"),
            Delimiter = settings.Text("delimiter"),
            Encoding = settings.Text("encoding"),
            ModifiedColumn = settings.Text("modified"),
            NewKey = settings.Text("new-key") ?? "auto",
            FormulaGuard = settings.Bool("formula-guard") ?? false,
            Columns = settings
                .Maps("columns", "column")
                .ToDictionary(
                    c => c.Key,
                    c => new CsvColumn
                    {
                        Type = c.Value.Choice<FieldType>("type"),
                        Separator = c.Value.Text("separator") ?? ";",
                        Format = c.Value.Text("format"),
                        Country = c.Value.Text("country"),
                    }
                ),
        };
        settings.Done();
        return CsvConnector.Open(options, time, NewId);
    }

    private SqlConnector Sql(ConnectionSettings settings, SqlProvider provider)
    {
        var connection =
            provider is SqlProvider.Sqlite
                ? DataSource(settings.RequiredPath("path"))
                : settings.RequiredText("connection");
        var options = new SqlOptions
        {
            Provider = provider,
            ConnectionString = connection,
            Table = settings.RequiredText("table"),
            Key = settings.RequiredText("key"),
            ModifiedColumn = settings.Text("modified"),
            CreatedColumn = settings.Text("created"),
            DeletedColumn = settings.Text("deleted"),
            Country = settings.Text("country"),
            ReadOnly = settings.Bool("read-only") ?? false,
            Columns = settings
                .Maps("columns", "column")
                .Where(c => c.Value.Has("type"))
                .ToDictionary(c => c.Key, c => c.Value.Choice<FieldType>("type") ?? FieldType.Text),
        };
        settings.Done();
        return new SqlConnector(options, time, NewId);
    }

    /// <summary>A path may hold what means something in a connection string.</summary>
    private static string DataSource(string path) =>
        new DbConnectionStringBuilder { ["Data Source"] = path }.ConnectionString;

    private static IReadOnlyList<RateLimit> LimitsOf(
        ConnectionSettings settings,
        IReadOnlyList<RateLimit> usual
    ) =>
        settings.IsUnlimited ? []
        : settings.OwnLimits.Count > 0 ? settings.OwnLimits
        : usual;

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10));

    private static Uri? Address(ConnectionSettings settings)
    {
        if (settings.Text("base-url") is not { Length: > 0 } text)
            return null;
        if (
            Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
        )
            return address;
        settings.Fault(
            "base-url",
            "'base-url' is no web address",
            "Write it like https://crm.example.com/api."
        );
        return null;
    }
}
