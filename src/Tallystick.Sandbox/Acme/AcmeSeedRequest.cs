namespace Tallystick.Sandbox.Acme;

/// <summary>Which made-up people to add: <c>Count</c> of them from <c>StartIndex</c> on.</summary>
internal sealed record AcmeSeedRequest(int Count, int Seed = 1, int StartIndex = 0);
