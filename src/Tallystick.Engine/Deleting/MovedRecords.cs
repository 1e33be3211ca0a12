using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Deleting;

/// <summary>
/// Tells whether somebody whose record is gone is there under another id, as after a table was
/// loaded anew with other numbers, or after rows changed places.
/// </summary>
internal sealed class MovedRecords(RunContext context)
{
    /// <param name="side">Where the link's record is gone.</param>
    public async Task<bool> IsElsewhereAsync(
        Side side,
        Link link,
        CancellationToken cancellationToken
    )
    {
        // An app has refused to give the partner's key to somebody else.
        if (context.Contested.ContainsKey((side.Other, link[side.Other].RecordId)))
            return true;
        if (KeyOf(side, link[side].Shadow) is not { } key)
            return false;
        var holders = await context.Store.HoldersAsync(
            context.Stream,
            side,
            rule: 0,
            key,
            cancellationToken
        );
        foreach (var id in holders.Where(id => id != link[side].RecordId))
            if (await HasGotItAsync(side, id, key, cancellationToken))
                return true;
        return false;
    }

    /// <summary>Who had the same key all along is a namesake, and nobody's heir.</summary>
    private async Task<bool> HasGotItAsync(
        Side side,
        string id,
        string key,
        CancellationToken cancellationToken
    )
    {
        var link = await context.Store.LinkOfAsync(context.Stream, side, id, cancellationToken);
        if (link is not null && KeyOf(side, link[side].Shadow) == key)
            return false;
        var now = await context[side].Connector.GetAsync(context.Plan[side], id, cancellationToken);
        return KeyOf(side, now?.Values) == key;
    }

    /// <summary>By the first rule: those after it may be shared, as a phone is in a family.</summary>
    private string? KeyOf(Side side, Value[]? row) =>
        row is null || context.Plan.Rules.Count == 0
            ? null
            : context.Plan.Rules[0].KeyOf(side, row);
}
