namespace Tallystick.Core.Connectors;

/// <summary>Which records a listing should bring.</summary>
public sealed record ListQuery
{
    /// <summary>Everything, in an order that no edit made meanwhile can disturb.</summary>
    public static ListQuery All { get; } = new();

    /// <summary>Only what was modified or created at or after this moment; null for everything.</summary>
    public DateTimeOffset? ChangedSince { get; init; }

    /// <summary>Field equals value, all of them, such as businessId; keys as in the schema.</summary>
    public IReadOnlyDictionary<string, string> Filter { get; init; } =
        new Dictionary<string, string>();
}
