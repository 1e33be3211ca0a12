using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;

namespace Tallystick.Engine.References;

/// <summary>
/// Which user of the one app is which of the other: by the sync file's own list, else by the e-mail
/// address, where both apps list their users. Two users of one address are no answer.
/// </summary>
internal sealed class UserDirectory(StreamPlan plan, IConnector left, IConnector right)
{
    private readonly Lock _gate = new();
    private Task<Known>? _known;

    public async Task<IReadOnlyDictionary<string, string>> PartnersAsync(
        Side side,
        CancellationToken cancellationToken
    )
    {
        Task<Known> loading;
        lock (_gate)
        {
            // A reading that failed is not the answer for the rest of the run.
            if (_known is null or { IsFaulted: true } or { IsCanceled: true })
                _known = LoadAsync(cancellationToken);
            loading = _known;
        }
        return (await loading)[side];
    }

    private async Task<Known> LoadAsync(CancellationToken cancellationToken)
    {
        var lefts = await ListAsync(Side.Left, left, cancellationToken);
        var rights = await ListAsync(Side.Right, right, cancellationToken);
        var (toRight, toLeft) = (Ids(), Ids());
        foreach (var (l, r) in plan.Definition.Users)
            Add(IdOf(l, lefts), IdOf(r, rights));
        foreach (var (address, id) in lefts)
            if (rights.TryGetValue(address, out var partner))
                Add(id, partner);
        return new Known(toRight, toLeft);

        void Add(string? l, string? r)
        {
            if (l is null || r is null || toRight.ContainsKey(l) || toLeft.ContainsKey(r))
                return;
            toRight.Add(l, r);
            toLeft.Add(r, l);
        }
    }

    /// <summary>The file may name a user by either.</summary>
    private static string? IdOf(string name, Dictionary<string, string> byAddress) =>
        byAddress.GetValueOrDefault(Folded(name)) ?? (name.Contains('@') ? null : name);

    /// <summary>Ids by e-mail address; empty where the side does not list its users.</summary>
    private async Task<Dictionary<string, string>> ListAsync(
        Side side,
        IConnector connector,
        CancellationToken cancellationToken
    )
    {
        var ids = Ids();
        if (plan.Users is not { } lists)
            return ids;
        var twice = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = await connector.ListAsync(
                lists[side],
                ListQuery.All,
                cursor,
                cancellationToken
            );
            cursor = page.Next;
            foreach (var user in page.Records)
                if (
                    user.Values[0].Text is { } address
                    && !ids.TryAdd(Folded(address), user.Id)
                    && ids[Folded(address)] != user.Id
                )
                    twice.Add(Folded(address));
        } while (cursor is not null);
        foreach (var address in twice)
            ids.Remove(address);
        return ids;
    }

    private static Dictionary<string, string> Ids() => new(StringComparer.Ordinal);

    private static string Folded(string address) => address.Trim().ToLowerInvariant();

    private sealed record Known(
        Dictionary<string, string> ToRight,
        Dictionary<string, string> ToLeft
    )
    {
        public Dictionary<string, string> this[Side side] => side is Side.Left ? ToRight : ToLeft;
    }
}
