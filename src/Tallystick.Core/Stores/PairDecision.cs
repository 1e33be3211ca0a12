using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tallystick.Core.Stores;

/// <summary>Whom a decision to link or to keep apart is about.</summary>
/// <param name="Left">Ids of left records; one for a link.</param>
/// <param name="Right">Ids of right records; one for a link.</param>
public sealed record PairDecision(IReadOnlyList<string> Left, IReadOnlyList<string> Right)
{
    private const string Prefix = "pair:";

    /// <summary>What is decided of the same two records again replaces what was said before.</summary>
    public static string KeyOf(string leftId, string rightId) => $"{Prefix}{leftId}={rightId}";

    /// <summary>For a group of records that an issue, or another key, names.</summary>
    public static string KeyOf(string group) => Prefix + group;

    public static Decision Link(
        string stream,
        string leftId,
        string rightId,
        string actor,
        DateTimeOffset at
    ) => Of(stream, KeyOf(leftId, rightId), DecisionVerb.Link, [leftId], [rightId], actor, at);

    public static Decision Apart(
        string stream,
        string leftId,
        string rightId,
        string actor,
        DateTimeOffset at
    ) => Of(stream, KeyOf(leftId, rightId), DecisionVerb.Apart, [leftId], [rightId], actor, at);

    /// <summary>All of them are different people, those of one side too.</summary>
    /// <param name="key">The issue's, or another that names the group.</param>
    public static Decision AllApart(
        string stream,
        string key,
        IReadOnlyList<string> left,
        IReadOnlyList<string> right,
        string actor,
        DateTimeOffset at
    ) => Of(stream, KeyOf(key), DecisionVerb.Apart, left, right, actor, at);

    /// <summary>Null for a decision that is about something else.</summary>
    public static PairDecision? Read(Decision decision) =>
        decision.Verb is DecisionVerb.Link or DecisionVerb.Apart && decision.Value is { } json
            ? JsonSerializer.Deserialize(json, PairDecisionJson.Default.PairDecision)
            : null;

    private static Decision Of(
        string stream,
        string key,
        string verb,
        IReadOnlyList<string> left,
        IReadOnlyList<string> right,
        string actor,
        DateTimeOffset at
    ) =>
        new(
            stream,
            key,
            verb,
            JsonSerializer.Serialize(
                new PairDecision(left, right),
                PairDecisionJson.Default.PairDecision
            ),
            actor,
            at
        );
}

[JsonSerializable(typeof(PairDecision))]
internal sealed partial class PairDecisionJson : JsonSerializerContext;
