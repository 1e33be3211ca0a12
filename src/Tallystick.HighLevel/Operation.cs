namespace Tallystick.HighLevel;

/// <summary>One callable operation of the API.</summary>
/// <param name="Name">For counters and messages, such as "contacts.search".</param>
/// <param name="Version">The Version header that the official documents name for it.</param>
/// <param name="Scope">The scope a token needs.</param>
/// <param name="IsRepeatable">Doing it twice is the same as doing it once.</param>
public sealed record Operation(
    string Name,
    HttpMethod Method,
    string Version,
    string Scope,
    bool IsRepeatable
)
{
    public override string ToString() => Name;
}
