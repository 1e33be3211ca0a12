using System.Globalization;
using Tallystick.Core.Records;
using Tallystick.Engine.Scheduling;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Tests.Laws;
using Tallystick.Simulation.Tests.Scenarios;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Tests.Apps;

/// <summary>
/// Carries what the apps tell of their changes to whoever listens: late, twice, in no order, or not
/// at all.
/// </summary>
internal sealed class EventPost
{
    private const int TriesMax = 4;

    private readonly EventTraits _traits;
    private readonly SimProcess _outside;
    private readonly AppPair _apps;
    private readonly LawBook _laws;
    private readonly Random _random;
    private readonly List<(Side Side, string Id)> _sent = [];
    private bool _isCalm;

    public EventPost(Script script, SimProcess outside, AppPair apps, LawBook laws)
    {
        _traits = script.World.Events;
        (_outside, _apps, _laws) = (outside, apps, laws);
        _random = new Random(unchecked(script.Seed * 7919 + 12));
        foreach (var side in new[] { Side.Left, Side.Right })
            if (_traits.ComeFrom(side))
                apps[side].Changed = id => Send(side, id);
    }

    /// <summary>Whether the event was taken: somebody listens, and answers.</summary>
    public Func<Side, string, bool> Door { get; set; } = (_, _) => false;

    /// <summary>Tells whoever listens that a connection may be good again.</summary>
    public Action Wake { get; set; } = () => { };

    /// <summary>Whom events were ever about, each once.</summary>
    public IReadOnlyList<(Side Side, string Id)> Sent => [.. _sent.Distinct()];

    /// <returns>Whether it was about events.</returns>
    public bool Do(Act act)
    {
        if (act.Verb != "event")
            return false;
        switch (act.What)
        {
            case "again":
                if (_sent.Count > 0)
                    Deliver(_sent[act.Number * 31 % _sent.Count]);
                break;
            case "ghost":
                Deliver((act.Side, GhostOf(act)));
                break;
            case "flood":
                for (var i = 0; i <= HintInbox.HintsMax; i++)
                    Door(act.Side, string.Create(CultureInfo.InvariantCulture, $"F{i}"));
                break;
            case "wake":
                Wake();
                break;
            default:
                throw new FormatException($"'{act}' is no event.");
        }
        return true;
    }

    /// <summary>Nothing is lost any more.</summary>
    public void Calm() => _isCalm = true;

    private void Send(Side side, string id)
    {
        // What was there when the world began is no news.
        if (_outside.Loop.Elapsed == TimeSpan.Zero)
            return;
        _sent.Add((side, id));
        if (!_isCalm && _random.Next(100) < _traits.LostShare)
        {
            _laws.Log($"event {side.Word} {id} is lost");
            return;
        }
        _ = TravelAsync(side, id);
        if (_random.Next(100) < _traits.DoubledShare)
            _ = TravelAsync(side, id);
    }

    private async Task TravelAsync(Side side, string id)
    {
        var isLate = _traits.LateSeconds > 0 && _random.Next(4) == 0;
        var milliseconds = _random.Next(1, isLate ? _traits.LateSeconds * 1000 : 1500);
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), _outside.Clock);
        for (var tries = 1; !Deliver((side, id)); tries++)
        {
            if (!_traits.AreRepeated || tries == TriesMax)
                return;
            await Task.Delay(TimeSpan.FromSeconds(_random.Next(1, 10)), _outside.Clock);
        }
    }

    private bool Deliver((Side Side, string Id) about)
    {
        var isTaken = Door(about.Side, about.Id);
        _laws.Log($"event {about.Side.Word} {about.Id}{(isTaken ? "" : " is not answered")}");
        return isTaken;
    }

    /// <summary>The id of one who is gone, or of one who never was.</summary>
    private string GhostOf(Act act)
    {
        var app = _apps[act.Side];
        string[] gone =
        [
            .. app
                .DeletedByPeople.Keys.Concat(app.DeletedBySync.Keys)
                .Order(StringComparer.Ordinal),
        ];
        return gone.Length > 0
            ? gone[act.Number % gone.Length]
            : string.Create(CultureInfo.InvariantCulture, $"G{act.Number}");
    }
}
