namespace Tallystick.HighLevel.Webhooks;

/// <summary>What a receiver takes.</summary>
public sealed record WebhookReceiverOptions
{
    public WebhookKeys Keys { get; init; } = WebhookKeys.Published;

    public int BodyBytesMax { get; init; } = 1_048_576;

    /// <summary>
    /// How long after its sending a webhook is still taken. Wide, because retries come hours later
    /// and it is not published whether they carry a new time; the id is what tells a replay.
    /// </summary>
    public TimeSpan AgeMax { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How far the sender's clock may be ahead.</summary>
    public TimeSpan AheadMax { get; init; } = TimeSpan.FromMinutes(5);
}
