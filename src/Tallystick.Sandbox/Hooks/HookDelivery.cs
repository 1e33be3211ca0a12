namespace Tallystick.Sandbox.Hooks;

internal enum HookState
{
    Waiting,
    Delivered,
    GivenUp,
    Lost,
}

/// <summary>One event on its way to one receiver.</summary>
internal sealed class HookDelivery(string webhookId, string type, long at, byte[] body)
{
    public string WebhookId => webhookId;

    public string Type => type;

    /// <summary>When the event happened.</summary>
    public long At => at;

    public byte[] Body => body;

    public HookState State { get; set; }

    public long DueAt { get; set; }

    /// <summary>The status of each attempt; 0 for no answer.</summary>
    public List<int> Answers { get; } = [];

    /// <summary>Which fault befell it.</summary>
    public string? Fault { get; set; }
}
