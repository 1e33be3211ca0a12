using System.Globalization;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Deleting;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Matching;

/// <summary>
/// Records that an app would not create because another of its records has the same key: they are
/// tried again once that one is gone or is not as it was, which may have settled it.
/// </summary>
internal sealed class TakenKeys(RunContext context)
{
    private const string Prefix = "create:duplicate:";

    public static bool IsAbout(string heldBy) =>
        heldBy.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>What holds a row back whose key another record has, as far as that one is known.</summary>
    /// <returns>Null when nothing is known of it, so that nothing would tell if it went.</returns>
    public async Task<string?> HeldByAsync(
        Side side,
        string holderId,
        CancellationToken cancellationToken
    ) =>
        await FingerprintAsync(side, holderId, cancellationToken) is { } fingerprint
            ? $"{Prefix}{holderId}:{fingerprint}"
            : null;

    /// <summary>After the sides were read.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        var held = await context.Store.HeldAsync(context.Stream, cancellationToken);
        var released = new List<(Side, string)>();
        foreach (var row in held.Where(h => IsAbout(h.HeldBy)))
        {
            var holderId = row.HeldBy[Prefix.Length..row.HeldBy.LastIndexOf(':')];
            if (await HeldByAsync(row.Side.Other, holderId, cancellationToken) != row.HeldBy)
                released.Add((row.Side, row.RecordId));
        }
        if (released.Count > 0)
            await context.Store.CommitAsync(
                context.Run,
                new Commit { Released = released },
                cancellationToken
            );
    }

    private async Task<string?> FingerprintAsync(
        Side side,
        string holderId,
        CancellationToken cancellationToken
    )
    {
        var rows = await context.Store.StagedAsync(
            context.Stream,
            side,
            [holderId],
            cancellationToken
        );
        if (rows is [var row])
            return Of(row.Hash);
        var link = await context.Store.LinkOfAsync(
            context.Stream,
            side,
            holderId,
            cancellationToken
        );
        return link is null || link.State == DeleteNotes.GoneOn(side) ? null
            : link[side].Shadow is { } shadow ? Of(StreamPlan.HashOf(shadow))
            : Of(link[side].Hash);

        static string Of(UInt128 hash) => hash.ToString("x", CultureInfo.InvariantCulture);
    }
}
