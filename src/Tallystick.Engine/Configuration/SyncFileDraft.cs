namespace Tallystick.Engine.Configuration;

/// <summary>A sync file to be: what <see cref="SyncFileText"/> writes.</summary>
/// <param name="Connections">In the order of the file.</param>
/// <param name="Syncs">Streams' names are "sync/stream", as they are read.</param>
public sealed record SyncFileDraft(
    IReadOnlyList<DraftConnection> Connections,
    IReadOnlyList<SyncDefinition> Syncs
)
{
    /// <summary>Null: the file's name with .db.</summary>
    public string? State { get; init; }
}

/// <summary>A connection to be.</summary>
/// <param name="Settings">In the order of the file.</param>
/// <param name="Comment">Stands above the connection; may have several lines.</param>
public sealed record DraftConnection(
    string Name,
    string Connector,
    IReadOnlyList<DraftSetting> Settings,
    string? Comment = null
);

/// <summary>One setting of a connection to be.</summary>
/// <param name="Value">As it shall stand in the file: references such as ${env:NAME} stay references.</param>
/// <param name="Comment">Stands behind the value, on one line.</param>
public sealed record DraftSetting(string Key, string Value, string? Comment = null);
