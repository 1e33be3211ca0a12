using System.Text.Json;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Explaining;

/// <summary>What both sides hold of the records that an issue is about.</summary>
/// <param name="Left">Null for not known.</param>
public sealed record IssueValue(string Field, string? Left, string? Right)
{
    /// <summary>What both sides last agreed on, where that is known.</summary>
    public string? Agreed { get; init; }

    /// <summary>The field that the issue is about.</summary>
    public bool IsSubject { get; init; }
}

/// <summary>
/// Shows the values behind an issue, from what is staged, remembered and journaled: what was known
/// when the last run ended.
/// </summary>
public sealed class IssueExplainer(StreamDefinition definition, ISyncStore store)
{
    public async Task<IReadOnlyList<IssueValue>> ExplainAsync(
        Issue issue,
        CancellationToken cancellationToken
    )
    {
        if (await store.MappingOfAsync(definition.Name, cancellationToken) is not { } known)
            return [];
        var signature = JsonSerializer.Deserialize(
            known,
            StreamSignatureContext.Default.StreamSignature
        )!;
        var left = await ValuesAsync(Side.Left, issue.LeftId, cancellationToken);
        var right = await ValuesAsync(Side.Right, issue.RightId, cancellationToken);
        var conflict = await ConflictAsync(issue, cancellationToken);
        var values = new List<IssueValue>();
        foreach (var pair in signature.Pairs)
        {
            var (leftKey, rightKey, name) = FieldExplainer.KeysOf(pair);
            var isSubject = name == issue.Field;
            if (issue.Field is not null && !isSubject)
                continue;
            values.Add(
                isSubject && conflict is not null
                    ? new IssueValue(name, conflict.Left.ToString(), conflict.Right.ToString())
                    {
                        Agreed = conflict.Before.IsUnknown ? null : conflict.Before.ToString(),
                        IsSubject = true,
                    }
                    : new IssueValue(
                        name,
                        TextOf(left, signature.Left, leftKey),
                        TextOf(right, signature.Right, rightKey)
                    )
                    {
                        IsSubject = isSubject,
                    }
            );
        }
        return values;
    }

    private static string? TextOf(Value[]? values, IReadOnlyList<string> keys, string key)
    {
        var ordinal = keys.ToList().IndexOf(key);
        return
            values is not null
            && ordinal >= 0
            && ordinal < values.Length
            && !values[ordinal].IsUnknown
            ? values[ordinal].ToString()
            : null;
    }

    private async Task<Value[]?> ValuesAsync(
        Side side,
        string? id,
        CancellationToken cancellationToken
    )
    {
        if (id is null)
            return null;
        var staged = await store.StagedAsync(definition.Name, side, [id], cancellationToken);
        if (staged.Count > 0)
            return staged[0].Record.Values;
        var link = await store.LinkOfAsync(definition.Name, side, id, cancellationToken);
        return link?[side].Shadow;
    }

    /// <summary>The two values of an open conflict are no shadow: only the journal has them.</summary>
    private async Task<JournalField?> ConflictAsync(
        Issue issue,
        CancellationToken cancellationToken
    )
    {
        if (issue.Kind is not IssueKind.Conflict)
            return null;
        var query = new JournalQuery
        {
            Stream = definition.Name,
            RecordId = issue.LeftId,
            Kind = JournalKind.Conflict,
        };
        await foreach (var entry in store.JournalAsync(query, cancellationToken))
            if (
                entry.RightId == issue.RightId
                && entry.Fields.FirstOrDefault(f => f.Field == issue.Field) is { } field
            )
                return field;
        return null;
    }
}
