using System.Text.Json;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;

namespace Tallystick.Connectors.Rest;

/// <summary>
/// Lists what belongs to others in an app that lists it only for one owner: goes from owner to
/// owner, several at a time.
/// </summary>
/// <param name="owners">Lists the owners, their ids alone.</param>
/// <param name="listingOf">The listing of what belongs to one owner.</param>
internal sealed class RestWalk(
    RestListing owners,
    Func<string, RestListing> listingOf,
    int ownersAtATime
)
{
    public const int StepsUsual = 8;

    /// <summary>Rows with which a page is long enough.</summary>
    public required int RowsWanted { get; init; }

    /// <summary>Steps after which a page ends however few its rows are, so that the place is kept.</summary>
    public required int StepsMax { get; init; }

    public async Task<Page> ReadAsync(
        string? cursor,
        ISet<string> seen,
        CancellationToken cancellationToken
    )
    {
        var at = cursor is null ? new RestWalkCursor() : RestWalkCursor.Parse(cursor);
        var (records, faults) = (new List<Record>(), new List<RowFault>());
        for (var step = 0; step < StepsMax && !at.IsDone && records.Count < RowsWanted; step++)
        {
            if (at.Waiting.Count is 0)
                at = await MoreOwnersAsync(at, faults, cancellationToken);
            at = await StepAsync(at, records, faults, seen, cancellationToken);
        }
        return new Page(records, at.IsDone ? null : at.ToString()) { Faults = faults };
    }

    private async Task<RestWalkCursor> MoreOwnersAsync(
        RestWalkCursor at,
        List<RowFault> faults,
        CancellationToken cancellationToken
    )
    {
        var page = await owners.ReadAsync(at.Owners, new HashSet<string>(), cancellationToken);
        // What belongs to an owner that cannot be read is there all the same.
        faults.AddRange(page.Faults.Where(f => f.Id is null));
        var ids = page
            .Records.Select(r => r.Id)
            .Concat(page.Faults.Select(f => f.Id).OfType<string>());
        return new RestWalkCursor
        {
            HasBegun = true,
            Owners = page.Next,
            Waiting = [.. ids.Distinct().Select(id => new RestWalkStop(id, null))],
        };
    }

    private async Task<RestWalkCursor> StepAsync(
        RestWalkCursor at,
        List<Record> records,
        List<RowFault> faults,
        ISet<string> seen,
        CancellationToken cancellationToken
    )
    {
        var stops = at.Waiting.Take(ownersAtATime).ToArray();
        var pages = await Task.WhenAll(stops.Select(stop => PageOfAsync(stop, cancellationToken)));
        var unfinished = new List<RestWalkStop>();
        foreach (var (stop, page) in stops.Zip(pages))
        {
            records.AddRange(page.Records.Where(r => seen.Add(r.Id)));
            faults.AddRange(page.Faults);
            if (page.Next is { } next)
                unfinished.Add(stop with { Cursor = next });
        }
        return at with { Waiting = [.. unfinished, .. at.Waiting.Skip(stops.Length)] };
    }

    private async Task<Page> PageOfAsync(RestWalkStop stop, CancellationToken cancellationToken)
    {
        try
        {
            return await listingOf(stop.Owner)
                .ReadAsync(stop.Cursor, new HashSet<string>(), cancellationToken);
        }
        catch (ConnectorException e) when (e.Kind is ProblemKind.NotFound)
        {
            // The owner is gone since it was listed, and with it all that was its.
            return new Page([], null);
        }
    }
}

/// <summary>The place of a walk between two pages, storable as text.</summary>
internal sealed record RestWalkCursor
{
    public bool HasBegun { get; init; }

    /// <summary>Cursor of the next page of owners; null after the last, and before the first.</summary>
    public string? Owners { get; init; }

    /// <summary>Owners still to visit, and where in their listing.</summary>
    public IReadOnlyList<RestWalkStop> Waiting { get; init; } = [];

    public bool IsDone => HasBegun && Owners is null && Waiting.Count is 0;

    /// <summary>The walk to one owner and no other.</summary>
    public static RestWalkCursor To(string owner) =>
        new() { HasBegun = true, Waiting = [new RestWalkStop(owner, null)] };

    /// <exception cref="ConnectorException">The text is no cursor of ours.</exception>
    public static RestWalkCursor Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<RestWalkCursor>(text) ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            throw RestCursor.Strange(e);
        }
    }

    public override string ToString() => JsonSerializer.Serialize(this);
}

/// <param name="Cursor">Of the next page of what belongs to the owner; null for the first.</param>
internal sealed record RestWalkStop(string Owner, string? Cursor);
