namespace Tallystick.Sandbox.Hooks;

/// <summary>A subscribed address: what waits for it, and how it has fared.</summary>
internal sealed class HookReceiver
{
    /// <summary>What waits beyond this is lost, as a queue that is full loses it.</summary>
    public const int WaitingMax = 20_000;

    private const int LogMax = 500;

    private long _order;

    public required string Id { get; init; }

    public required Uri Address { get; init; }

    /// <summary>Empty for all.</summary>
    public IReadOnlySet<string> Types { get; init; } = new HashSet<string>();

    /// <summary>Null for all locations.</summary>
    public string? LocationId { get; init; }

    public PriorityQueue<HookDelivery, (long DueAt, long Order)> Waiting { get; } = new();

    /// <summary>The newest deliveries, the oldest of them first.</summary>
    public Queue<HookDelivery> Log { get; } = new();

    public HookDelivery? UnderWay { get; set; }

    public HookHealth Health { get; } = new();

    public bool Takes(string type, string locationId) =>
        (Types.Count == 0 || Types.Contains(type))
        && (LocationId is null || LocationId == locationId);

    public void Put(HookDelivery delivery)
    {
        if (Waiting.Count >= WaitingMax)
            (delivery.State, delivery.Fault) = (HookState.Lost, "queue full");
        else
            Waiting.Enqueue(delivery, (delivery.DueAt, _order++));
    }

    public void Note(HookDelivery delivery)
    {
        if (Log.Count == LogMax)
            Log.Dequeue();
        Log.Enqueue(delivery);
    }
}
