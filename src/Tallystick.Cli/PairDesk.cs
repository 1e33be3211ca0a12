using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Cli;

/// <summary>Takes down what a person says about two records: that they are one, or two.</summary>
internal sealed class PairDesk(ISyncStore store, string stream, string actor, TimeProvider time)
{
    /// <exception cref="UserException">One of them has a partner already, or is promised to another.</exception>
    public async Task LinkAsync(string left, string right, CancellationToken cancellationToken)
    {
        await RequireFreeAsync(Side.Left, left, (left, right), cancellationToken);
        await RequireFreeAsync(Side.Right, right, (left, right), cancellationToken);
        await store.DecideAsync(
            PairDecision.Link(stream, left, right, actor, time.GetUtcNow()),
            cancellationToken
        );
    }

    /// <exception cref="UserException">They are a pair: to be told apart would change nothing.</exception>
    public async Task ApartAsync(string left, string right, CancellationToken cancellationToken)
    {
        var link = await store.LinkOfAsync(stream, Side.Left, left, cancellationToken);
        if (link is { State: LinkState.Active } && link.Right.RecordId == right)
            throw new UserException(
                $"left {left} and right {right} are a pair already, and stay one.",
                "--apart is for records that are not linked yet. tally why FILE "
                    + $"left:{left} tells why they are; tally undo --record left:{left} puts back what was written.",
                ExitCode.Usage
            );
        await store.DecideAsync(
            PairDecision.Apart(stream, left, right, actor, time.GetUtcNow()),
            cancellationToken
        );
    }

    /// <summary>All of them are different people.</summary>
    public Task ApartAsync(
        string key,
        IReadOnlyList<string> left,
        IReadOnlyList<string> right,
        CancellationToken cancellationToken
    ) =>
        store.DecideAsync(
            PairDecision.AllApart(stream, key, left, right, actor, time.GetUtcNow()),
            cancellationToken
        );

    private async Task RequireFreeAsync(
        Side side,
        string id,
        (string Left, string Right) pair,
        CancellationToken cancellationToken
    )
    {
        if (await store.LinkOfAsync(stream, side, id, cancellationToken) is { } link)
            throw new UserException(
                $"{side.Word} {id} has a partner already: {side.Other.Word} {link[side.Other].RecordId}.",
                $"tally why FILE {side.Word}:{id} tells since when.",
                ExitCode.Usage
            );
        var decisions = await store.DecisionsAsync(stream, cancellationToken);
        foreach (var decision in decisions.Where(d => d.Verb == DecisionVerb.Link))
            if (
                PairDecision.Read(decision) is { Left: [var left], Right: [var right] }
                && (left, right) != pair
                && (side is Side.Left ? left : right) == id
            )
                throw new UserException(
                    $"{decision.Actor} has decided to link {left} and {right}.",
                    $"Take that back first: --apart {left}={right}.",
                    ExitCode.Usage
                );
    }
}
