using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Writing;

/// <summary>
/// Which records are in the canary: those whose id stands low enough. A pair goes by its left id; a
/// pair that was made from a right record in the canary is marked, since its left id is new.
/// </summary>
internal sealed class CanaryPick
{
    private readonly Canary _canary;
    private readonly ulong _last;

    private CanaryPick(Canary canary, ulong last)
    {
        _canary = canary;
        _last = last;
    }

    public static FieldMark Mark { get; } = new("", MarkReason.Canary);

    /// <summary>Null where the stream has no canary: everything is in.</summary>
    public static async Task<CanaryPick?> ChooseAsync(
        RunContext context,
        CancellationToken cancellationToken
    ) =>
        context.Plan.Definition.Canary is { } canary
            ? new CanaryPick(canary, await LastAsync(context, canary, true, cancellationToken))
            : null;

    /// <summary>What a run would choose now, by one that only looks on and may store nothing.</summary>
    public static async Task<CanaryPick?> GuessAsync(
        RunContext context,
        CancellationToken cancellationToken
    ) =>
        context.Plan.Definition.Canary is { } canary
            ? new CanaryPick(canary, await LastAsync(context, canary, false, cancellationToken))
            : null;

    public bool Has(Link link) =>
        link.Id == 0 || link.Marks.Contains(Mark) || Has(link.Left.RecordId);

    public bool Has(string recordId) => Canary.PlaceOf(recordId) <= _last;

    /// <summary>Whether a record that is not in the canary may be written there all the same.</summary>
    public bool RestWrites(Side side) => _canary.Writes(side);

    /// <summary>
    /// A count is turned into a place once and kept, so that later records cannot push the first ones
    /// out; a share that follows is never smaller.
    /// </summary>
    private static async Task<ulong> LastAsync(
        RunContext context,
        Canary canary,
        bool remembers,
        CancellationToken cancellationToken
    )
    {
        var progress = await context.Store.ProgressAsync(
            context.Stream,
            Side.Left,
            cancellationToken
        );
        var known = progress.Canary;
        if (canary.Share is { } share)
            return Math.Max(Canary.LastOf(share), known?.Last ?? 0);
        var count = canary.Count!.Value;
        if (known?.Count == count)
            return known.Last;
        if (await PlaceAsync(context, count, cancellationToken) is not { } last)
            return ulong.MaxValue;
        if (known?.Count < count)
            last = Math.Max(last, known.Last);
        if (!remembers)
            return last;
        await context.Store.SetProgressAsync(
            context.Run,
            Side.Left,
            progress with
            {
                Canary = new CanaryMark(count, last),
            },
            cancellationToken
        );
        return last;
    }

    /// <summary>The place of the last of so many; null while there are fewer.</summary>
    private static async Task<ulong?> PlaceAsync(
        RunContext context,
        int count,
        CancellationToken cancellationToken
    )
    {
        // The largest of the smallest so far comes out first.
        var places = new PriorityQueue<ulong, ulong>(
            Comparer<ulong>.Create((a, b) => b.CompareTo(a))
        );
        await foreach (var id in IdsAsync(context, cancellationToken))
        {
            var place = Canary.PlaceOf(id);
            places.Enqueue(place, place);
            if (places.Count > count)
                places.Dequeue();
        }
        return places.Count < count ? null : places.Peek();
    }

    private static async IAsyncEnumerable<string> IdsAsync(
        RunContext context,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var link in context.LinksAsync(cancellationToken))
            yield return link.Left.RecordId;
        await foreach (var items in context.WorkPagesAsync(cancellationToken))
        foreach (var item in items.Where(i => i.Link is null))
            if (item.Left is { } left && context.CanCreate(Side.Right))
                yield return left.Record.Id;
            else if (item.Right is { } right && context.CanCreate(Side.Left))
                yield return right.Record.Id;
    }
}
