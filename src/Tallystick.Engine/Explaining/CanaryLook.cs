using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Writing;

namespace Tallystick.Engine.Explaining;

/// <summary>Which records take part while a stream is switched on step by step, as far as that was chosen.</summary>
internal sealed class CanaryLook
{
    private readonly Canary? _canary;
    private readonly ulong _last;

    private CanaryLook(Canary? canary, ulong last) => (_canary, _last) = (canary, last);

    public static async Task<CanaryLook> OfAsync(
        StreamDefinition definition,
        ISyncStore store,
        CancellationToken cancellationToken
    )
    {
        if (definition.Canary is not { } canary)
            return new CanaryLook(null, 0);
        var progress = await store.ProgressAsync(definition.Name, Side.Left, cancellationToken);
        var known = progress.Canary;
        if (canary.Share is { } share)
            return new CanaryLook(canary, Math.Max(Canary.LastOf(share), known?.Last ?? 0));
        // The first so many are chosen by a run; before that nobody can tell who waits.
        return known?.Count == canary.Count
            ? new CanaryLook(canary, known!.Last)
            : new CanaryLook(null, 0);
    }

    /// <summary>Why the pair is not written to there; null when it is.</summary>
    public string? Holds(Link link, Side written) =>
        _canary is null
        || _canary.Writes(written)
        || link.Marks.Contains(CanaryPick.Mark)
        || IsIn(link.Left.RecordId)
            ? null
            : $"waits until more records take part (canary: {_canary})";

    /// <summary>Why the record without partner gets none there; null when it may.</summary>
    public string? HoldsCreate(string recordId, Side target) =>
        _canary is null || _canary.Writes(target) || IsIn(recordId)
            ? null
            : $"does not take part yet (canary: {_canary})";

    private bool IsIn(string recordId) => Canary.PlaceOf(recordId) <= _last;
}
