using System.CommandLine;
using Tallystick.Cli.Accounts;
using Tallystick.Cli.Commands;
using Tallystick.Cli.Connections;
using Tallystick.Connectors.Calls;
using Tallystick.Connectors.HighLevel;
using Tallystick.Connectors.Http;
using Tallystick.Core.Mapping;
using Tallystick.Engine.Budgets;
using Tallystick.Engine.Configuration;
using Tallystick.HighLevel;
using Tallystick.Sandbox;
using Tallystick.Storage;

namespace Tallystick.Cli.Calls;

/// <summary>The options that say which account is called.</summary>
internal sealed class AccountOptions(TimeProvider time, Func<string, string?> environment)
{
    private const string HighLevel = "highlevel";
    private const string DefaultToken = "HIGHLEVEL_TOKEN";
    private const string DefaultLocation = "HIGHLEVEL_LOCATION";

    private readonly Option<string?> _connection = new("--connection", "-c")
    {
        Description = "A connection of the sync file.",
        HelpName = "name",
    };

    private readonly Option<string> _file = CommonOptions.FileOption();

    private readonly Option<string?> _tokenVariable = new("--token-env")
    {
        Description = "The environment variable that holds the token.",
        HelpName = "variable",
    };

    private readonly Option<string> _tokenAs = new("--token-as")
    {
        Description =
            "How an imported app wants it: bearer, basic (user:password), or the name of a header.",
        HelpName = "kind",
        DefaultValueFactory = _ => "bearer",
    };

    private readonly Option<string?> _location = new("--location")
    {
        Description = "The id of the HighLevel location.",
        HelpName = "id",
    };

    private readonly Option<string?> _baseUrl = new("--base-url")
    {
        Description = "Where the app answers.",
        HelpName = "url",
    };

    private readonly Option<bool> _sandbox = new("--sandbox")
    {
        Description = "Call the tally sandbox that runs on this machine.",
    };

    public IEnumerable<Option> All =>
        [_connection, _file, _sandbox, _tokenVariable, _tokenAs, _location, _baseUrl];

    /// <param name="isShown">The call is only shown: a token is not needed.</param>
    /// <exception cref="UserException">The account is not told, or not whole.</exception>
    public async Task<CallAccount> OpenAsync(
        ParseResult parsed,
        string app,
        HttpSettings http,
        bool isShown,
        CancellationToken cancellationToken
    )
    {
        if (parsed.GetValue(_connection) is { } name)
            return await OfFileAsync(parsed.GetValue(_file)!, name, app, http, cancellationToken);
        return app == HighLevel
            ? HighLevelOf(parsed, http, isShown)
            : WebOf(parsed, app, http, isShown);
    }

    private async Task<CallAccount> OfFileAsync(
        string path,
        string name,
        string app,
        HttpSettings http,
        CancellationToken cancellationToken
    )
    {
        var file = SyncFile.Load(path, environment, ProcessKeyStores.Value);
        if (!file.Connections.TryGetValue(name, out var settings))
            throw Usage(
                $"'{file.Path}' has no connection '{name}'.",
                Suggestions.For(name, file.Connections.Keys)
            );
        if (app == HighLevel != (settings.Connector == HighLevel))
            throw Usage(
                $"The connection '{name}' is not one of {app}: its connector is {settings.Connector}.",
                Suggestions.For("", file.Connections.Keys)
            );
        // The day's quota is shared with the syncs of the file, where there were any.
        var store = File.Exists(file.StatePath)
            ? await SqliteSyncStore.OpenAsync(file.StatePath, time, cancellationToken)
            : null;
        try
        {
            var opener = new ConnectionOpener(time, Chance(), store);
            var account = await opener.OpenCallsAsync(settings, http, cancellationToken);
            return account with { Store = store };
        }
        catch
        {
            if (store is not null)
                await store.DisposeAsync();
            throw;
        }
    }

    private CallAccount HighLevelOf(ParseResult parsed, HttpSettings http, bool isShown)
    {
        var isSandbox = parsed.GetValue(_sandbox);
        var variable = parsed.GetValue(_tokenVariable);
        var token =
            isSandbox && variable is null
                ? HighLevelSandbox.DefaultToken
                : TokenOf(variable ?? DefaultToken, variable is null, isShown);
        var location =
            parsed.GetValue(_location)
            ?? (isSandbox ? HighLevelSandbox.DefaultLocation : environment(DefaultLocation));
        var address =
            AddressOf(parsed)
            ?? (
                isSandbox
                    ? new Uri($"http://127.0.0.1:{SandboxCommand.DefaultPort}")
                    : HighLevelOptions.PublicAddress
            );
        var settings = new HighLevelSettings
        {
            Account = new HighLevelOptions
            {
                Token = token,
                LocationId = location ?? "",
                BaseAddress = address,
            },
        };
        return new CallAccount(
            new HighLevelCalls(settings, NewBudget(HighLevel), time, http),
            address
        )
        {
            Known = string.IsNullOrEmpty(location) ? [] : HighLevelClient.KnownOf(location),
            Variable = variable ?? DefaultToken,
        };
    }

    private CallAccount WebOf(ParseResult parsed, string app, HttpSettings http, bool isShown)
    {
        var address =
            AddressOf(parsed)
            ?? throw Usage(
                $"Where does {app} answer?",
                "Say --base-url URL, or --connection NAME of a sync file."
            );
        var variable = parsed.GetValue(_tokenVariable);
        var token = variable is null ? null : TokenOf(variable, isUsual: false, isShown);
        var key = token is null ? null : CallKey.Of(parsed.GetValue(_tokenAs)!, token);
        return new CallAccount(
            new WebCalls(app, address, message => key?.AddTo(message), NewBudget(app), time, http),
            address
        )
        {
            Variable = variable ?? "",
            Header = key is null ? ("", "") : (key.Header, key.Scheme),
        };
    }

    private string TokenOf(string variable, bool isUsual, bool isShown)
    {
        if (environment(variable) is { Length: > 0 } token)
            return token.Trim();
        if (isShown)
            return $"${variable}";
        throw isUsual
            ? Usage(
                "Which account is to be called?",
                $"Say --connection NAME, or --token-env VARIABLE with --location ID, or --sandbox; or set {DefaultToken} and {DefaultLocation}."
            )
            : Usage($"The environment variable {variable} is not set.", null);
    }

    private Uri? AddressOf(ParseResult parsed)
    {
        if (parsed.GetValue(_baseUrl) is not { } text)
            return null;
        return
            Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
            ? address
            : throw Usage(
                "--base-url is no web address.",
                "Write it like https://crm.example.com/api."
            );
    }

    private Budget NewBudget(string name) => new(name, time, Chance());

    // Chance only spreads waits here; the process's start is seed enough.
    private Random Chance() => new(unchecked((int)time.GetTimestamp()));

    private static UserException Usage(string message, string? hint) =>
        new(message, hint, ExitCode.Usage);
}
