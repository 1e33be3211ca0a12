namespace Tallystick.Core.Yaml;

/// <summary>One thing wrong with a file.</summary>
/// <param name="Message">What is wrong, without a full stop and without the place.</param>
/// <param name="Hint">The way out, one or more whole sentences; null where the message says it all.</param>
public sealed record DocumentError(Position Where, string Message, string? Hint = null)
{
    /// <summary>The line a person sees: place, message, hint.</summary>
    public override string ToString() =>
        Hint is null ? $"{Where}: {Message}." : $"{Where}: {Message}. {Hint}";
}
