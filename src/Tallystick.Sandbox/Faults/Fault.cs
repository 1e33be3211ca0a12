namespace Tallystick.Sandbox.Faults;

internal enum Fault
{
    None,
    TooManyRequests,
    ServerError,
    Unavailable,
    TimeoutAfterEffect,
    TimeoutBeforeEffect,
    DropBeforeEffect,
    ResetMidBody,
    Html,
    TruncatedJson,
    Hang,
    Created422,
}
