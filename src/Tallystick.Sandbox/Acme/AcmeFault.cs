namespace Tallystick.Sandbox.Acme;

/// <summary>What goes wrong with one request.</summary>
internal enum AcmeFault
{
    None,
    TooManyRequests,
    ServerError,
    TimeoutAfterEffect,
    TimeoutBeforeEffect,
    DropAfterEffect,
    DropBeforeEffect,
}
