namespace Tallystick.Simulation.Laws;

/// <summary>What must hold, whatever happens, on the user's own mapping.</summary>
public enum Law
{
    Lost,
    Doubled,
    Mistaken,
    Rest,
    Equal,
    Deletes,
    Untouched,
    Limits,
    RoundTrip,
    Required,
}

/// <summary>The laws in a user's words.</summary>
public static class Laws
{
    /// <summary>One sentence that holds as long as the law does.</summary>
    public static string WordsOf(Law law) =>
        law switch
        {
            Law.Lost =>
                "Nothing that somebody typed is lost: it stands, or the journal or an issue has it",
            Law.Doubled => "Nobody is there twice",
            Law.Mistaken => "Nobody is taken for somebody else",
            Law.Rest => "It comes to rest: in the calm nothing more is written",
            Law.Equal => "In the end both sides are equal, or an issue says why not",
            Law.Deletes => "Nothing is deleted that nobody had deleted on the other side",
            Law.Untouched => "Fields that do not flow to a side are not written there",
            Law.Limits => "No limit of an app is exceeded",
            Law.RoundTrip => "What goes over and comes back is the same",
            Law.Required => "What an app requires is filled by some pair",
        };
}

/// <summary>A law that did not hold, and how.</summary>
internal sealed record Breach(Law Law, string What);
