using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Rest;

/// <summary>One object type: where its records stand in answers, and the calls for it.</summary>
public sealed record RestObject
{
    public required string Name { get; init; }

    public required string Label { get; init; }

    /// <summary>What its records belong to; null when they stand alone.</summary>
    public RestParent? Parent { get; init; }

    public required JsonPath Id { get; init; }

    /// <summary>Where a record carries its version; null when <see cref="VersionFromETag"/> or none.</summary>
    public JsonPath? Version { get; init; }

    public bool VersionFromETag { get; init; }

    public RestTime? Modified { get; init; }

    public RestTime? Created { get; init; }

    public bool TrustworthyTimes { get; init; }

    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(2);

    public TimeSpan Lag { get; init; }

    /// <summary>How an empty value is written.</summary>
    public RestClear ClearWith { get; init; }

    public IReadOnlyList<string> RefusesDuplicatesOn { get; init; } = [];

    public required RestList List { get; init; }

    public required RestCall Get { get; init; }

    /// <summary>Field key → query parameter of the listing that looks it up exactly.</summary>
    public IReadOnlyDictionary<string, string> Find { get; init; } =
        new Dictionary<string, string>();

    public RestCall? Create { get; init; }

    public RestCall? Update { get; init; }

    /// <summary>An update sends the whole record, with the changed fields in it.</summary>
    public bool UpdateSendsWhole { get; init; }

    /// <summary>An update carries the version it was read at.</summary>
    public bool UpdateIfMatch { get; init; }

    public RestCall? Delete { get; init; }

    public required IReadOnlyList<RestField> Fields { get; init; }

    /// <summary>The app lists the records of one owner only.</summary>
    public bool IsListedByParent => HasParent(List.Path);

    public bool HasVersion => Version is not null || VersionFromETag;

    public RestField? FieldOf(string key) => Fields.FirstOrDefault(f => f.Field.Key == key);

    /// <summary>Whether a path names the owner.</summary>
    public static bool HasParent(string path) =>
        path.Contains("{parent}", StringComparison.Ordinal);

    public ObjectSchema ToSchema() => new(Name, [.. Fields.Select(f => f.Field)]);
}

/// <summary>One call: method, path below the base URL, and where body and answer hold the record.</summary>
public sealed record RestCall(HttpMethod Method, string Path, JsonPath? Body, JsonPath? Answer);

/// <summary>Where a record carries a time, and how.</summary>
public sealed record RestTime(JsonPath Path, TimeForm Form);

/// <summary>How a time is written.</summary>
public enum TimeForm
{
    Iso,
    EpochMs,
    EpochS,
}

/// <summary>How an empty value is written.</summary>
public enum RestClear
{
    Null,
    Blank,
}
