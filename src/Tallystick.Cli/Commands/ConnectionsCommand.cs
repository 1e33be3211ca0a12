using System.CommandLine;
using Tallystick.Cli.Accounts;
using Tallystick.Cli.Output;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Yaml;
using Tallystick.Engine.Configuration;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally connections</c>: who is logged in where, tested; and the key store's upkeep.</summary>
internal static class ConnectionsCommand
{
    public static Command Build(
        Terminal terminal,
        TimeProvider time,
        Func<string, string?> environment
    )
    {
        var file = CommonOptions.File();
        var command = new Command(
            "connections",
            "Test the connections and show the accounts behind them. Exit code 1 when one is not good."
        )
        {
            file,
            BuildRemove(terminal, environment),
            BuildRotateKey(terminal, environment),
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                (parsed, cancellationToken) =>
                    RunAsync(terminal, time, parsed.GetValue(file)!, cancellationToken)
            )
        );
        return command;
    }

    private static Command BuildRemove(Terminal terminal, Func<string, string?> environment)
    {
        var name = new Argument<string>("name") { Description = "The account's name." };
        var file = CommonOptions.FileOption();
        var command = new Command("remove", "Forget an account and its secrets.") { name, file };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                (parsed, _) =>
                {
                    var account = parsed.GetValue(name)!;
                    var book = BookOf(parsed.GetValue(file)!, environment);
                    if (!book.Remove(account))
                        throw new UserException(
                            $"There is no account '{account}'.",
                            Suggestions.For(account, book.Names),
                            ExitCode.Usage
                        );
                    terminal.Emit("removed", w => w.WriteString("name", account));
                    terminal.Say(
                        $"Removed '{account}'. To end its rights, also take it out in the app itself."
                    );
                    return Task.FromResult(ExitCode.Done);
                }
            )
        );
        return command;
    }

    private static Command BuildRotateKey(Terminal terminal, Func<string, string?> environment)
    {
        var file = CommonOptions.FileOption();
        var newKey = new Option<string?>("--new-key-env")
        {
            Description =
                "The environment variable with the new master key, where the old one is from the environment.",
            HelpName = "variable",
        };
        var command = new Command(
            "rotate-key",
            "Encrypt the key store anew, under a new master key."
        )
        {
            file,
            newKey,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                (parsed, _) =>
                {
                    var book = BookOf(parsed.GetValue(file)!, environment);
                    var given =
                        parsed.GetValue(newKey) is not { } variable ? null
                        : environment(variable) is { Length: > 0 } value ? value
                        : throw new UserException(
                            $"The environment variable {variable} is not set.",
                            $"Set it: export {variable}=$(openssl rand -base64 32)",
                            ExitCode.Usage
                        );
                    var count = book.Keys.Rotate(given);
                    terminal.Emit("rotated", w => w.WriteNumber("secrets", count));
                    terminal.Say(
                        $"{count} secrets are encrypted anew. Back up the master key again: {book.Keys.MasterKeyPlace}."
                    );
                    return Task.FromResult(ExitCode.Done);
                }
            )
        );
        return command;
    }

    private static AccountBook BookOf(string path, Func<string, string?> environment)
    {
        var state = StateOf(path, environment);
        return ProcessKeyStores.Find(state)
            ?? throw new UserException(
                $"There is no key store for '{path}'.",
                "tally connect makes one.",
                ExitCode.Usage
            );
    }

    private static string StateOf(string path, Func<string, string?> environment) =>
        File.Exists(path)
            ? SyncFile.Load(path, environment).StatePath
            : Path.ChangeExtension(Path.GetFullPath(path), ".db");

    private static async Task<int> RunAsync(
        Terminal terminal,
        TimeProvider time,
        string path,
        CancellationToken cancellationToken
    )
    {
        var isGood = true;
        var used = new HashSet<string>(StringComparer.Ordinal);
        var state = Path.ChangeExtension(Path.GetFullPath(path), ".db");
        if (File.Exists(path))
        {
            await using var workspace = await Workspace.OpenAsync(
                path,
                isWriting: false,
                terminal,
                cancellationToken
            );
            state = workspace.File.StatePath;
            foreach (var settings in workspace.File.Connections.Values)
            {
                var found = await StateOfAsync(workspace, settings, cancellationToken);
                ConnectionView.Show(terminal, found);
                isGood &= found.IsGood;
                used.UnionWith(AccountsOf(settings));
            }
        }
        var book = ProcessKeyStores.Find(state);
        foreach (var name in book?.Names.Where(n => !used.Contains(n)) ?? [])
            ShowUnused(terminal, name, book!.Find(name)!, time);
        if (!File.Exists(path) && book is null)
            throw new UserException(
                $"There is neither a sync file '{path}' nor a key store.",
                "Begin with tally connect or tally init.",
                ExitCode.Usage
            );
        return isGood ? ExitCode.Done : ExitCode.Failed;
    }

    private static void ShowUnused(
        Terminal terminal,
        string name,
        Account account,
        TimeProvider time
    ) =>
        ConnectionView.Show(
            terminal,
            new ConnectionState
            {
                Name = name,
                Connector = account.Connector,
                AccountName = name,
                Account = account,
                Now = time.GetUtcNow(),
                Findings =
                [
                    new Finding(
                        FindingLevel.Warning,
                        "use",
                        "no connection of the sync file takes it",
                        $"Refer to it by ${{secret:{name}}}, or: tally connections remove {name}"
                    ),
                ],
            }
        );

    private static IEnumerable<string> AccountsOf(ConnectionSettings settings) =>
        settings
            .Keys.Select(settings.SecretName)
            .OfType<string>()
            .Select(name => name.Split('.')[0]);

    private static async Task<ConnectionState> StateOfAsync(
        Workspace workspace,
        ConnectionSettings settings,
        CancellationToken cancellationToken
    )
    {
        var isHighLevel = settings.Connector == "highlevel";
        var name = AccountsOf(settings).FirstOrDefault();
        var findings = await ConnectionTest.RunAsync(workspace, settings.Name, cancellationToken);
        var book = ProcessKeyStores.Find(settings.StatePath);
        var account = name is null ? null : book?.Find(name);
        return new ConnectionState
        {
            Name = settings.Name,
            Connector = settings.Connector,
            AccountName = account is null ? null : name,
            Account = account,
            Tokens = account is { Kind: AccountKind.OAuth }
                ? await TokensAsync(book!, name!, account, settings, cancellationToken)
                : null,
            Needed = isHighLevel
                ? NeededScopes.Of(workspace.File, settings.Name)
                : account?.Scopes ?? [],
            Findings = findings,
            QuotaRemaining = isHighLevel
                ? await QuotaAsync(workspace, settings.Name, cancellationToken)
                : null,
            Now = workspace.Time.GetUtcNow(),
        };
    }

    private static async Task<HighLevel.Tokens.TokenSet?> TokensAsync(
        AccountBook book,
        string name,
        Account account,
        ConnectionSettings settings,
        CancellationToken cancellationToken
    )
    {
        var location = account.CompanyId is null
            ? null
            : settings.Text("location") ?? account.Location;
        var tokens = await book.FindAsync(AccountBook.TokensOf(name, location), cancellationToken);
        return tokens?.Tokens;
    }

    private static async Task<int?> QuotaAsync(
        Workspace workspace,
        string name,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await workspace.EndpointAsync(name, cancellationToken)).Budget.DailyRemaining;
        }
        catch (Exception e) when (e is ConnectorException or DocumentException)
        {
            // It could not be opened, which the findings tell.
            return null;
        }
    }
}
