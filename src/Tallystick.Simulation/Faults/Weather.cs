namespace Tallystick.Simulation.Faults;

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
    private static readonly string[] Operations =
    [
        "list",
        "get",
        "create",
        "update",
        "delete",
        "any",
    ];

    private readonly List<(string Operation, Fault Fault)> _next = [];
    private readonly Dictionary<Spell, TimeSpan> _until = [];

    /// <summary>What an act says of a fault: whose call it befalls, and which it is.</summary>
    public static string DrawFault(Random random)
    {
        var operation = Operations[random.Next(Operations.Length)];
        var fault = (Fault)random.Next(1, Enum.GetValues<Fault>().Length);
        return $"{(fault is Fault.RefusedYetKept ? "create" : operation)}:{fault}";
    }

    /// <returns>Whether it was about the weather.</returns>
    public bool Do(Act act, TimeSpan now)
    {
        switch (act.Verb)
        {
            case "fault":
                var fault = act.What.Split(':');
                _next.Add((fault[0], Enum.Parse<Fault>(fault[1])));
                return true;
            case "spell":
                _until[Enum.Parse<Spell>(act.What)] =
                    now + TimeSpan.FromSeconds(3 + (act.Number % 20));
                return true;
            default:
                return false;
        }
    }

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

    /// <summary>What keeps a call from being answered at all.</summary>
    public Spell? SpellOver(string operation, TimeSpan now) =>
        Is(Spell.Outage, now) ? Spell.Outage
        : Is(Spell.TokenExpired, now) ? Spell.TokenExpired
        : Is(Spell.PermissionLost, now) && operation is not ("list" or "describe")
            ? Spell.PermissionLost
        : null;

    public bool Is(Spell spell, TimeSpan now) => _until.GetValueOrDefault(spell) > now;
}
