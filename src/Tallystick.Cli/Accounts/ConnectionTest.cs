using Tallystick.Core.Connectors;
using Tallystick.Core.Yaml;

namespace Tallystick.Cli.Accounts;

/// <summary>Opens a connection and tests it for what the file's streams use of it; failures become findings.</summary>
internal static class ConnectionTest
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(
        Workspace workspace,
        string name,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var endpoint = await workspace.EndpointAsync(name, cancellationToken);
            var uses = NeededScopes.UsesOf(workspace.File, name);
            return endpoint.Connector is ITestsObjectTypes some && uses.Count > 0
                ? await some.TestAsync(uses, cancellationToken)
                : await endpoint.Connector.TestAsync(cancellationToken);
        }
        catch (ConnectorException e)
        {
            return
            [
                new Finding(FindingLevel.Bad, "connection", e.Message, e.Hint) { Problem = e.Kind },
            ];
        }
        catch (DocumentException e)
        {
            return
            [
                .. e.Errors.Select(error => new Finding(
                    FindingLevel.Bad,
                    "settings",
                    error.ToString()
                )),
            ];
        }
    }
}
