using System.Globalization;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Undoing;

/// <summary>Which of the journal's writes are to be undone: those that all the given parts fit.</summary>
public sealed record UndoRequest
{
    public long? Run { get; init; }

    /// <summary>Only what was written to this record, or to its partner.</summary>
    public string? RecordId { get; init; }

    /// <summary>The side whose record <see cref="RecordId"/> is; null where it may be either's.</summary>
    public Side? RecordSide { get; init; }

    /// <summary>Only this field, by its key on either side; whole records are then left alone.</summary>
    public string? Field { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Entries, by number, that belong to it although no part of it names them.</summary>
    internal IReadOnlySet<long> Also { get; init; } = new HashSet<long>();

    /// <summary>How the journal names the reason.</summary>
    public string Cause
    {
        get
        {
            var parts = new[]
            {
                Run is { } run ? string.Create(CultureInfo.InvariantCulture, $"run {run}") : null,
                RecordId is { } id
                    ? RecordSide is { } side
                        ? $"record {side.Word}:{id}"
                        : $"record {id}"
                    : null,
                Field is { } key ? $"field {key}" : null,
                Since is { } since
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"everything since {since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"
                    )
                    : null,
            };
            return "undo of " + string.Join(", ", parts.OfType<string>());
        }
    }

    /// <summary>As far as the store can sift.</summary>
    internal JournalQuery Query(string stream) =>
        new()
        {
            Stream = stream,
            Run = Run,
            RecordId = RecordId,
            RecordSide = RecordSide,
            Since = Since,
            EntriesMax = int.MaxValue,
        };

    internal bool Selects(JournalEntry entry) =>
        Also.Contains(entry.Number)
        || entry is { Side: { } side, Kind: var kind }
            && entry.IdOn(side) is not null
            && IsSelected(kind)
            && (Run is null || entry.Run == Run)
            && IsAbout(entry)
            && !(entry.At < Since)
            && (Field is null || entry.Fields.Any(Selects));

    /// <summary>Whether it is about this field of an entry.</summary>
    public bool Selects(JournalField field) =>
        Field is null
        || field.Field.Equals(Field, StringComparison.OrdinalIgnoreCase)
        || field
            .Field.Split(FieldPair.Between)
            .Any(key => key.Equals(Field, StringComparison.OrdinalIgnoreCase));

    private bool IsAbout(JournalEntry entry) =>
        RecordId is null
        || (RecordSide is not Side.Right && entry.LeftId == RecordId)
        || (RecordSide is not Side.Left && entry.RightId == RecordId);

    private bool IsSelected(JournalKind kind) =>
        kind is JournalKind.Updated
        || (Field is null && kind is JournalKind.Created or JournalKind.Deleted);
}
