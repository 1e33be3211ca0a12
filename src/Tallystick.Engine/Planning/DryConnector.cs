using System.Collections.Concurrent;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Engine.Budgets;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Planning;

/// <summary>
/// A connection whose reads are real and whose writes go nowhere: each is answered as if the app had
/// stored exactly what was sent, with what it is known to fill in itself, and counted as the calls it
/// would have taken.
/// </summary>
internal sealed class DryConnector(Side side, IConnector inner, TimeProvider time) : IConnector
{
    private const string Planned = "planned:";
    private const string New = "the new record";

    private readonly ConcurrentDictionary<string, long> _calls = new();
    private readonly ConcurrentDictionary<string, Record> _written = new();
    private long _created;

    /// <summary>The id of a record that only the plan has made.</summary>
    public static bool IsPlanned(string? id) =>
        id?.StartsWith(Planned, StringComparison.Ordinal) is true;

    /// <summary>The value for a person, who is to see no id of the plan's own.</summary>
    public static string TextOf(Value value) => IsPlanned(value.Text) ? New : value.ToString();

    /// <summary>The id for a person.</summary>
    public static string NameOf(string id) => IsPlanned(id) ? New : id;

    public long Calls => _calls.Values.Sum();

    public Task<IReadOnlyList<ObjectSchema>> DescribeAsync(CancellationToken cancellationToken) =>
        inner.DescribeAsync(cancellationToken);

    public Capabilities CapabilitiesOf(string objectType) => inner.CapabilitiesOf(objectType);

    public Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    ) => inner.ListAsync(projection, query, cursor, cancellationToken);

    public Task<Record?> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    ) =>
        _written.TryGetValue(id, out var record)
            ? Task.FromResult<Record?>(record)
            : inner.GetAsync(projection, id, cancellationToken);

    public Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    ) => inner.FindAsync(projection, fieldKey, value, cancellationToken);

    public Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        var id = $"{Planned}{side.Word}:{Interlocked.Increment(ref _created)}";
        Note("create", projection, null, patch);
        return Task.FromResult(
            Answer(projection, id, new Patch([.. FilledIn(projection, patch), .. patch.Changes]))
        );
    }

    public Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        string? version,
        CancellationToken cancellationToken
    )
    {
        Note("update", projection, id, patch);
        return Task.FromResult(Answer(projection, id, patch));
    }

    public Task DeleteAsync(
        string objectType,
        string id,
        string? version,
        CancellationToken cancellationToken
    )
    {
        _calls.AddOrUpdate("delete", 1, (_, n) => n + 1);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Finding>> TestAsync(CancellationToken cancellationToken) =>
        inner.TestAsync(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The calls the writes would take.</summary>
    public IEnumerable<CallForecast> Forecast(Budget budget)
    {
        var daily = budget.Limits.Where(l => l.Window >= TimeSpan.FromHours(12)).ToArray();
        double? perDay = daily.Length > 0 ? daily.Min(l => l.Calls) : null;
        return _calls
            .OrderBy(c => c.Key, StringComparer.Ordinal)
            .Select(c => new CallForecast(side, c.Key, c.Value, c.Value / perDay));
    }

    private void Note(string verb, Projection projection, string? id, Patch patch)
    {
        var calls = inner is ICallForecast forecast
            ? forecast.CallsOf(projection, id, patch)
            : [verb];
        foreach (var call in calls)
            _calls.AddOrUpdate(call, 1, (_, n) => n + 1);
    }

    private static IEnumerable<FieldChange> FilledIn(Projection projection, Patch patch)
    {
        for (var i = 0; i < projection.Fields.Count; i++)
            if (
                projection.Fields[i].FilledWith is { } text
                && patch.Changes.All(c => c.Ordinal != i)
            )
                yield return new FieldChange(i, Value.Of(text));
    }

    private WriteResult Answer(Projection projection, string id, Patch patch)
    {
        var values = new Value[projection.Fields.Count];
        foreach (var change in patch.Changes)
            values[change.Ordinal] = change.New;
        var after = new Record(id, values) { ModifiedAt = time.GetUtcNow() };
        _written.TryAdd(id, after);
        return new WriteResult(id, after);
    }
}
