using Tallystick.Core.Connectors;
using Tallystick.Core.Yaml;
using Tallystick.Engine.Configuration;

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
            var objectTypes = ObjectTypes(workspace.File, name);
            return endpoint.Connector is ITestsObjectTypes some && objectTypes.Count > 0
                ? await some.TestAsync(objectTypes, cancellationToken)
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

    /// <summary>What the file's streams use of a connection.</summary>
    private static HashSet<string> ObjectTypes(SyncFile file, string connection) =>
        [
            .. file
                .Syncs.Where(s => s.Left == connection)
                .SelectMany(s => s.Streams)
                .Select(s => s.LeftObject),
            .. file
                .Syncs.Where(s => s.Right == connection)
                .SelectMany(s => s.Streams)
                .Select(s => s.RightObject),
        ];
}
