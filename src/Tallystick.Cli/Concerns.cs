using Tallystick.Cli.Commands;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Explaining;
using Tallystick.Engine.Runs;
using Tallystick.Storage;

namespace Tallystick.Cli;

/// <summary>Whom an issue of a brake is about, or why that cannot be told.</summary>
internal sealed record Concerns(Concerned? Found, string? Trouble)
{
    /// <summary>So many are named to programs.</summary>
    public const int PairsMax = 1_000;

    /// <summary>The connections' names.</summary>
    public required (string Left, string Right) Names { get; init; }

    public string NameOf(Side side) => side is Side.Left ? Names.Left : Names.Right;

    /// <summary>An app that cannot be asked, as in the very outage that the issue tells of, keeps nobody from looking at it.</summary>
    /// <returns>Null for an issue that is about named records, or settled.</returns>
    public static async Task<Concerns?> OfAsync(
        Workspace workspace,
        FoundIssue found,
        CancellationToken cancellationToken
    )
    {
        if (
            found.Issue
            is not {
                Kind: IssueKind.SuspiciousDelete or IssueKind.SuspiciousChange,
                State: not IssueState.Closed
            }
        )
            return null;
        var names = (found.Sync.Left, found.Sync.Right);
        try
        {
            var session = workspace.Session(
                found.Stream,
                await workspace.EndpointAsync(found.Sync.Left, cancellationToken),
                await workspace.EndpointAsync(found.Sync.Right, cancellationToken),
                null
            );
            var concerned = await session.ConcernedAsync(found.Issue, PairsMax, cancellationToken);
            return new Concerns(
                concerned,
                concerned is null ? "the mapping is another one since. Run tally sync first." : null
            )
            {
                Names = names,
            };
        }
        catch (Exception e)
            when (e
                    is RunStoppedException
                        or ConnectorException
                        or MappingException
                        or UserException
                        or StoreException
                        or IOException
                        or UnauthorizedAccessException
            )
        {
            return new Concerns(null, TallyRoot.Explain(e).Message) { Names = names };
        }
    }
}
