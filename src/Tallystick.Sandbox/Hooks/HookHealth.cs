namespace Tallystick.Sandbox.Hooks;

/// <summary>
/// Judges a receiver by its share of good answers, as HighLevel does every few days: poor once, it is
/// warned; poor again the next time, it is paused until somebody switches it on. Pure: now is an argument.
/// </summary>
internal sealed class HookHealth
{
    private long _since = -1;

    public int Attempts { get; private set; }

    public int Good { get; private set; }

    public bool IsWarned { get; private set; }

    public bool IsPaused { get; set; }

    public void Count(bool isGood, long nowMs, HookOptions options)
    {
        if (_since < 0)
            _since = nowMs;
        Attempts++;
        Good += isGood ? 1 : 0;
        if (nowMs - _since < options.LookEvery.TotalMilliseconds)
            return;
        var isPoor = Attempts > options.AttemptsMin && Good < options.SuccessMin * Attempts;
        IsPaused |= isPoor && IsWarned;
        IsWarned = isPoor;
        (_since, Attempts, Good) = (nowMs, 0, 0);
    }
}
