using System.CommandLine;
using System.Net;
using Tallystick.Cli.Accounts;
using Tallystick.Cli.Output;
using Tallystick.Engine.Configuration;
using Tallystick.Sandbox;
using Tallystick.Sandbox.Acme;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally connect</c>: logs in to an account, and keeps what that takes in the key store.</summary>
internal sealed class ConnectCommand(
    Terminal terminal,
    TimeProvider time,
    Func<string, string?> environment
)
{
    private readonly Argument<string> _connector = new("connector")
    {
        Description = "What is connected: highlevel, a known app such as acme, or rest.",
    };

    private readonly Option<string?> _name = new("--name")
    {
        Description = "What the account is called; the connector's name if left out.",
        HelpName = "name",
    };

    private readonly Option<string> _file = CommonOptions.FileOption();

    private readonly Option<string?> _token = new("--token-env")
    {
        Description =
            "The environment variable with a private integration token, or the app's key.",
        HelpName = "variable",
    };

    private readonly Option<bool> _rotate = new("--rotate")
    {
        Description = "The token replaces the account's; the old one stays in reserve for 7 days.",
    };

    private readonly Option<string?> _location = new("--location")
    {
        Description = "The id of the HighLevel location.",
        HelpName = "id",
    };

    private readonly Option<string?> _clientId = new("--client-id")
    {
        Description = "The id of your app, as registered with HighLevel or the other app.",
        HelpName = "id",
    };

    private readonly Option<string?> _clientSecret = new("--client-secret-env")
    {
        Description = "The environment variable with the app's secret.",
        HelpName = "variable",
    };

    private readonly Option<string?> _version = new("--version-id")
    {
        Description = "The version of an app that is not public yet.",
        HelpName = "id",
    };

    private readonly Option<string?> _redirect = new("--redirect")
    {
        Description = "The address, as registered with the app, that the browser is led back to.",
        HelpName = "url",
    };

    private readonly Option<int> _port = Typed.NumberOr(
        "--port",
        0,
        0,
        IPEndPoint.MaxPort,
        "The port on 127.0.0.1 to wait on; a free one if left out."
    );

    private readonly Option<bool> _paste = new("--paste")
    {
        Description = "Do not wait: the code, or the address with it, is pasted.",
    };

    private readonly Option<bool> _agency = new("--agency")
    {
        Description = "Ask for what it takes to speak for an agency's locations.",
    };

    private readonly Option<string[]> _scope = new("--scope")
    {
        Description =
            "A scope to ask for instead of those that the file's streams need; may be repeated.",
        HelpName = "scope",
    };

    private readonly Option<string?> _installUrl = new("--install-url")
    {
        Description = "Where a white-labelled agency installs apps.",
        HelpName = "url",
    };

    private readonly Option<string?> _baseUrl = new("--base-url")
    {
        Description = "Where the app answers.",
        HelpName = "url",
    };

    private readonly Option<string?> _sandbox = new("--sandbox")
    {
        Description = "Connect the tally sandbox that runs on this machine, or at this address.",
        HelpName = "url",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _manifest = new("--manifest")
    {
        Description = "The manifest of an app that does not come along.",
        HelpName = "file",
    };

    private readonly Option<string[]> _secret = new("--secret-env")
    {
        Description =
            "A secret of the app by an environment variable, as NAME=VARIABLE; may be repeated.",
        HelpName = "secret",
    };

    public static Command Build(
        Terminal terminal,
        TimeProvider time,
        Func<string, string?> environment
    ) => new ConnectCommand(terminal, time, environment).Build();

    private Command Build()
    {
        var command = new Command(
            "connect",
            "Log in to an account, and keep its secrets encrypted beside the state."
        )
        {
            _connector,
            _name,
            _file,
            _token,
            _rotate,
            _location,
            _clientId,
            _clientSecret,
            _version,
            _redirect,
            _port,
            _paste,
            _agency,
            _scope,
            _installUrl,
            _baseUrl,
            _sandbox,
            _manifest,
            _secret,
        };
        command.SetAction(TallyRoot.Action(terminal, RunAsync));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var connector = parsed.GetValue(_connector)!;
        var request = RequestOf(parsed, connector);
        var account = connector switch
        {
            "highlevel" when request.Token is not null => await new HighLevelConnect(
                terminal,
                time
            ).WithTokenAsync(request, cancellationToken),
            "highlevel" => await new HighLevelConnect(terminal, time).ByInstallAsync(
                request,
                InstallOf(parsed, connector),
                cancellationToken
            ),
            _ => await new RestConnect(terminal, time, environment).ConnectAsync(
                request,
                InstallOf(parsed, connector),
                parsed.GetValue(_manifest),
                parsed.GetValue(_secret) ?? [],
                cancellationToken
            ),
        };
        Tell(request, account);
        return ExitCode.Done;
    }

    private ConnectRequest RequestOf(ParseResult parsed, string connector)
    {
        var path = Path.GetFullPath(parsed.GetValue(_file)!);
        var file = File.Exists(path)
            ? SyncFile.Load(path, environment, ProcessKeyStores.Value)
            : null;
        var book = ProcessKeyStores.For(file?.StatePath ?? Path.ChangeExtension(path, ".db"));
        var name = parsed.GetValue(_name) ?? connector;
        if (!SyncFile.IsName(name))
            throw Usage(
                $"'{name}' is no name for an account.",
                "Use a-z, 0-9 and '-', and start with a letter or digit."
            );
        var before = book.Find(name);
        if (before is not null && before.Connector != connector)
            throw Usage(
                $"'{name}' is an account of {before.Connector}.",
                $"Take another --name, or take that one away: tally connections remove {name}."
            );
        return new ConnectRequest
        {
            Connector = connector,
            Name = name,
            File = file,
            Book = book,
            Before = before,
            BaseUrl = AddressOf(parsed, _baseUrl) ?? SandboxOf(parsed, connector)?.Address,
            Token = VariableOf(parsed, _token),
            Location = parsed.GetValue(_location),
            IsRotation = parsed.GetValue(_rotate),
        };
    }

    private InstallRequest InstallOf(ParseResult parsed, string connector)
    {
        var sandbox = SandboxOf(parsed, connector)?.Client;
        var prefix = connector.Replace('-', '_').ToUpperInvariant();
        return new InstallRequest
        {
            ClientId =
                parsed.GetValue(_clientId)
                ?? sandbox?.Id
                ?? NullIfEmpty(environment($"{prefix}_CLIENT_ID")),
            ClientSecret =
                VariableOf(parsed, _clientSecret)
                ?? sandbox?.Secret
                ?? NullIfEmpty(environment($"{prefix}_CLIENT_SECRET")),
            VersionId = parsed.GetValue(_version),
            InstallAddress = AddressOf(parsed, _installUrl),
            Redirect = AddressOf(parsed, _redirect),
            Port = parsed.GetValue(_port),
            IsPasted = parsed.GetValue(_paste),
            IsAgency = parsed.GetValue(_agency),
            Scopes = parsed.GetValue(_scope) ?? [],
            IsAsked = new Option[] { _clientId, _sandbox, _redirect, _port, _paste, _scope }.Any(
                option => parsed.GetResult(option) is { Implicit: false }
            ),
        };
    }

    /// <summary>Where a sandbox of the app answers, and the client that it knows; null where none is meant.</summary>
    private (Uri Address, (string Id, string Secret) Client)? SandboxOf(
        ParseResult parsed,
        string connector
    )
    {
        if (parsed.GetResult(_sandbox) is not { Implicit: false })
            return null;
        var (port, client) = connector switch
        {
            "highlevel" => (
                SandboxCommand.DefaultPort,
                (HighLevelSandbox.DefaultClientId, HighLevelSandbox.DefaultClientSecret)
            ),
            "acme" => (
                SandboxCommand.AcmePort,
                (AcmeCrm.DefaultClientId, AcmeCrm.DefaultClientSecret)
            ),
            _ => throw Usage(
                $"There is no sandbox of '{connector}'.",
                "tally sandbox runs a highlevel and an acme."
            ),
        };
        return (AddressOf(parsed, _sandbox) ?? new Uri($"http://127.0.0.1:{port}"), client);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private string? VariableOf(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is not { } name ? null
        : environment(name) is { Length: > 0 } value ? value.Trim()
        : throw Usage($"The environment variable {name} is not set.", $"Set it: export {name}=…");

    private static Uri? AddressOf(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text)
            return null;
        return
            Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
            ? address
            : throw Usage(
                $"{option.Name} is no web address.",
                "Write it like https://app.example.com/callback."
            );
    }

    private void Tell(ConnectRequest request, Account account)
    {
        terminal.Emit(
            "connected",
            w =>
            {
                w.WriteString("name", request.Name);
                w.WriteString("connector", account.Connector);
                w.WriteString("kind", account.Kind.ToString().ToLowerInvariant());
                w.WriteString("location", account.Location);
                w.WriteString("masterKey", request.Book.Keys.MasterKeyPlace);
            }
        );
        terminal.Say($"Connected as '{request.Name}'. In the sync file:");
        terminal.Say($"  {request.Name}:");
        terminal.Say($"    connector: {account.Connector}");
        if (account.Kind is AccountKind.Secrets)
            foreach (var secret in account.Values.Keys)
                terminal.Say($"    {secret}: ${{secret:{request.Name}.{secret}}}");
        else
            terminal.Say($"    token: ${{secret:{request.Name}}}");
        if (account.Connector == "highlevel")
            terminal.Say($"    location: {account.Location ?? "… (which of the agency's?)"}");
        if (account.BaseUrl is { } address)
            terminal.Say($"    base-url: {address}");
        if (account.Previous is { } previous)
            terminal.Say(
                $"The token before is kept in reserve until {previous.Until:yyyy-MM-dd}, as long as HighLevel keeps it alive."
            );
        terminal.Say(
            $"The secrets are encrypted; their master key is {request.Book.Keys.MasterKeyPlace}. Back it up apart from the state."
        );
    }

    private static UserException Usage(string message, string hint) =>
        new(message, hint, ExitCode.Usage);
}
