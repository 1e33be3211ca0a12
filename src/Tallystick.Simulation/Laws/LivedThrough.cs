namespace Tallystick.Simulation.Laws;

/// <summary>What there was in the storms.</summary>
public sealed record LivedThrough
{
    /// <summary>Records that people typed in.</summary>
    public long Born { get; set; }

    /// <summary>Fields and elements of sets that people changed.</summary>
    public long Edits { get; set; }

    /// <summary>Records that people deleted.</summary>
    public long Deletes { get; set; }

    /// <summary>Calls that failed, were slow or whose answer was lost.</summary>
    public long Faults { get; set; }

    /// <summary>Processes that were killed or stood still while another took over.</summary>
    public long Deaths { get; set; }

    /// <summary>Runs of a stream that came to their end.</summary>
    public long Runs { get; set; }

    /// <summary>Calls that arrived at an app.</summary>
    public long Calls { get; set; }

    /// <summary>What the sync wrote, over both sides.</summary>
    public long Writes { get; set; }

    /// <summary>Edits made in the instant before a write, which an app without conditional writes cannot protect.</summary>
    public long OverwrittenUnseen { get; set; }

    internal void Add(LivedThrough other)
    {
        Born += other.Born;
        Edits += other.Edits;
        Deletes += other.Deletes;
        Faults += other.Faults;
        Deaths += other.Deaths;
        Runs += other.Runs;
        Calls += other.Calls;
        Writes += other.Writes;
        OverwrittenUnseen += other.OverwrittenUnseen;
    }
}
