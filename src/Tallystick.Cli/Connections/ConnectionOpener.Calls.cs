using Tallystick.Cli.Calls;
using Tallystick.Connectors.Calls;
using Tallystick.Connectors.Http;
using Tallystick.Connectors.Rest;
using Tallystick.Engine.Configuration;
using Tallystick.HighLevel;

namespace Tallystick.Cli.Connections;

/// <summary>Connections as accounts to call by the catalog.</summary>
internal sealed partial class ConnectionOpener
{
    public async Task<CallAccount> OpenCallsAsync(
        ConnectionSettings settings,
        HttpSettings http,
        CancellationToken cancellationToken
    )
    {
        var budget = await BudgetOfAsync(settings, cancellationToken);
        if (settings.Connector == "highlevel")
        {
            var (account, sandbox) = await HighLevelSettingsAsync(settings, cancellationToken);
            return new CallAccount(
                new HighLevelCalls(account, budget, time, http),
                account.Account.BaseAddress
            )
            {
                Known = HighLevelClient.KnownOf(account.Account.LocationId),
                Budget = budget,
                Sandbox = sandbox,
            };
        }
        if (settings.Connector is "csv" or "postgres" or "sqlite")
            throw new UserException(
                $"The connection '{settings.Name}' has no operations to call.",
                "Name one of a web app.",
                ExitCode.Usage
            );
        var (manifest, rest, demo) = await RestSettingsAsync(settings, cancellationToken);
        return new CallAccount(
            WebCalls.Of(manifest, rest, budget, time, http),
            rest.BaseUrl ?? manifest.BaseUrl!
        )
        {
            Budget = budget,
            Sandbox = demo,
            Variable = $"{settings.Name.Replace('-', '_').ToUpperInvariant()}_TOKEN",
            Header = HeaderOf(manifest.Auth),
        };
    }

    /// <summary>What shows who a call is from, and what stands before the secret there.</summary>
    private static (string Name, string Scheme) HeaderOf(RestAuth auth) =>
        auth switch
        {
            RestAuth.ApiKey { Header: { } header } => (header, ""),
            RestAuth.Bearer or RestAuth.OAuth2 => ("Authorization", "Bearer "),
            RestAuth.Basic => ("Authorization", "Basic "),
            _ => ("", ""),
        };
}
