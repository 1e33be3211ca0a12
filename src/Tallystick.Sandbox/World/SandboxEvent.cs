namespace Tallystick.Sandbox.World;

/// <summary>What a webhook would tell: its type and the object it is about, as it was.</summary>
internal sealed record SandboxEvent(string Type, string LocationId, long At, object Payload);
