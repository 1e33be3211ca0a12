using Tallystick.Core.Mapping;
using Tallystick.Core.Stores;
using Tallystick.Core.Yaml;
using Tallystick.Engine.Configuration;

namespace Tallystick.Cli;

/// <summary>An issue, and where it belongs.</summary>
internal sealed record FoundIssue(SyncDefinition Sync, StreamDefinition Stream, Issue Issue)
{
    /// <summary>The ways out that the stream's mode lets a run carry out.</summary>
    public IReadOnlyList<string> Ways => [.. IssueWays.Of(Issue).Where(IsWritten)];

    /// <summary>Why there are not more of them; null where there are all.</summary>
    public string? Bound =>
        Ways.Count < IssueWays.Of(Issue).Count
            ? $"The stream's mode {YamlWords.Kebab(Stream.Mode.ToString())} lets no others be written."
            : null;

    private bool IsWritten(string verb) =>
        Stream.Mode is SyncMode.TwoWay
        || verb switch
        {
            DecisionVerb.Left => Stream.Mode is SyncMode.ToRight,
            DecisionVerb.Right => Stream.Mode is SyncMode.ToLeft,
            DecisionVerb.Value => false,
            _ => true,
        };
}
