namespace Tallystick.Simulation.Tests.Apps;

/// <summary>What befalls one call.</summary>
internal enum Fault
{
    None,
    TooMany,
    ServerError,
    TimeoutBefore,
    TimeoutAfter,

    /// <summary>A create is refused and kept all the same.</summary>
    RefusedYetKept,

    /// <summary>The answer is late.</summary>
    Slow,
}

/// <summary>What holds for a while.</summary>
internal enum Spell
{
    Outage,
    TokenExpired,
    PermissionLost,

    /// <summary>Listings answer, and show nobody.</summary>
    Emptied,

    /// <summary>Listings end after their first page.</summary>
    Halved,

    /// <summary>The schema lacks a field.</summary>
    FieldGone,
}

/// <summary>The faults of one app: some waiting for the next call of their kind, some for a while.</summary>
internal sealed class Weather
{
    private readonly List<(string Operation, Fault Fault)> _next = [];
    private readonly Dictionary<Spell, TimeSpan> _until = [];

    public void Add(string operation, Fault fault) => _next.Add((operation, fault));

    public void Add(Spell spell, TimeSpan until) => _until[spell] = until;

    public void Calm()
    {
        _next.Clear();
        _until.Clear();
    }

    public Fault Next(string operation)
    {
        var index = _next.FindIndex(f => f.Operation == operation || f.Operation == "any");
        if (index < 0)
            return Fault.None;
        var fault = _next[index].Fault;
        _next.RemoveAt(index);
        return fault;
    }

    public bool Is(Spell spell, TimeSpan now) => _until.GetValueOrDefault(spell) > now;
}
