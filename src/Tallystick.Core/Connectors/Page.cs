using Tallystick.Core.Records;

namespace Tallystick.Core.Connectors;

/// <summary>A page of a listing.</summary>
/// <param name="Next">Opaque cursor of the next page, storable as text; null after the last.</param>
public sealed record Page(IReadOnlyList<Record> Records, string? Next)
{
    /// <summary>Rows that could not be read; the others are good.</summary>
    public IReadOnlyList<RowFault> Faults { get; init; } = [];

    /// <summary>
    /// The newest modified time behind this page where its records carry none: that of their
    /// parents. Null where the records' own times say it.
    /// </summary>
    public DateTimeOffset? ModifiedThrough { get; init; }

    /// <summary>How many records the whole listing has, where the app says so.</summary>
    public long? Total { get; init; }
}

/// <summary>One row of the source that is not a usable record.</summary>
/// <param name="Origin">Where a person finds it, such as "people.csv line 17".</param>
/// <param name="Message">What is wrong and the way out; no secrets.</param>
/// <param name="Id">Its id when that much could be read; then its absence from the page is not a delete.</param>
public sealed record RowFault(string Origin, string Message, string? Id = null);
