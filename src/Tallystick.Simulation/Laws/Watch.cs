using System.Globalization;
using System.Runtime.CompilerServices;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Mappings;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Laws;

/// <summary>What happened in one schedule, in words if somebody wants them, and which laws it broke.</summary>
internal sealed class Watch(Stage stage, SimLoop loop, bool isTelling)
{
    private readonly List<Breach> _breaches = [];
    private readonly List<string> _story = [];
    private readonly Dictionary<string, Meetings> _meetings = [];
    private readonly Dictionary<(string Stream, Side Target), List<Intent>> _intents = [];

    public required Func<Side, PlayedApp> AppOf { get; init; }

    public bool IsTelling => isTelling;

    public LivedThrough Lived { get; } = new();

    public Tallies Tallies { get; } = new();

    public IReadOnlyList<Breach> Breaches => _breaches;

    public IReadOnlyList<string> Story => _story;

    /// <summary>A line of the story; it is made only where somebody wants it.</summary>
    public void Tell([InterpolatedStringHandlerArgument("")] ref StoryLine line)
    {
        if (isTelling)
            _story.Add($"{Clock} {line.ToText()}");
    }

    public void Break(Law law, string what)
    {
        if (_breaches.Exists(b => b.Law == law && b.What == what))
            return;
        _breaches.Add(new Breach(law, what));
        if (isTelling)
            _story.Add($"{Clock} ✗ {what}");
    }

    private string Clock =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(int)loop.Elapsed.TotalMinutes:00}:{loop.Elapsed.Seconds:00}"
        );

    /// <summary>The store has it that both records were merged.</summary>
    public void OnAgreed(string stream, Link link)
    {
        if (link is not { State: LinkState.Active, Left.Shadow: not null, Right.Shadow: not null })
            return;
        MeetingsOf(stream).Note(link);
    }

    public Meetings MeetingsOf(string stream)
    {
        if (!_meetings.TryGetValue(stream, out var meetings))
            _meetings[stream] = meetings = new Meetings(loop);
        return meetings;
    }

    public void OnIntents(string stream, IReadOnlyList<Intent> intents)
    {
        foreach (var intent in intents)
        {
            if (!_intents.TryGetValue((stream, intent.Target), out var known))
                _intents[(stream, intent.Target)] = known = [];
            known.Add(intent);
        }
    }

    /// <summary>Of whom a record is that the sync creates: of the one whose values are sent.</summary>
    public string TokenOf(PlayedTable table, IReadOnlyDictionary<string, Value> sent)
    {
        foreach (var plan in stage.Plans.Where(p => p[table.Side].ObjectType == table.Facts.Type))
        {
            if (!_intents.TryGetValue((plan.Name, table.Side), out var intents))
                continue;
            var source = AppOf(table.Side.Other)[plan[table.Side.Other].ObjectType];
            var fits = intents
                .Where(i => Fits(plan[table.Side], i, sent, table.Facts))
                .Select(i => source.Tokens.GetValueOrDefault(i.SourceId))
                .OfType<string>()
                .Reverse()
                .ToArray();
            if (fits.Length == 0)
                continue;
            return fits.FirstOrDefault(t => table.All.All(r => r.Token != t)) ?? fits[0];
        }
        return "nobody";
    }

    /// <summary>References are sent in the other app's ids, and tell nobody from his sibling.</summary>
    private static bool Fits(
        Core.Connectors.Projection projection,
        Intent intent,
        IReadOnlyDictionary<string, Value> sent,
        ObjectFacts facts
    )
    {
        for (var i = 0; i < projection.Fields.Count; i++)
        {
            var key = projection.Fields[i].Key;
            if (
                sent.TryGetValue(key, out var value)
                && facts.Find(key) is { RefersTo: null }
                && intent.Sent[i] != value
            )
                return false;
        }
        return true;
    }

    public void OnEdit(PlayedTable table, FieldFacts field, SimRecord record)
    {
        foreach (var (plan, pair) in field.Pairs)
            RoundTrip.Check(plan, pair, table.Side, record, this);
    }

    public void OnDelete(PlayedTable table, SimRecord victim)
    {
        var partners = stage
            .Plans.Where(p => p[table.Side].ObjectType == table.Facts.Type)
            .Select(p => AppOf(table.Side.Other)[p[table.Side.Other].ObjectType]);
        if (!partners.Any(t => t.DeletedByPeople.Values.Any(d => d.Last.Token == victim.Token)))
            Break(
                Law.Deletes,
                $"{table.NameOf(victim)} was deleted in {table.App.Name}, and nobody had deleted its partner."
            );
    }
}
