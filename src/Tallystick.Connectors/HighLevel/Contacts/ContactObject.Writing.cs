using System.Text.Json;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel.Contacts;

internal sealed partial class ContactObject
{
    /// <summary>Upsert is never used: it replaces tags and drops fields without a word.</summary>
    public async Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        var shape = ShapeOf(projection);
        var sorted = new ContactPatch(shape, patch);
        Record created;
        using (
            var answer = await CallAsync(
                Operations.CreateContact,
                token => Client.CreateContactAsync(sorted.WriteNew, token),
                cancellationToken
            )
        )
        {
            created = ReadContact(shape, answer, Operations.CreateContact);
        }
        try
        {
            if (sorted.Followers is { New.HasContent: true } followers)
                await ChangeFollowersAsync(
                    shape,
                    created,
                    followers.New.Items,
                    [],
                    cancellationToken
                );
            if (sorted.Business is { New.HasContent: true } business)
                await ChangeBusinessAsync(shape, created, business.New, cancellationToken);
        }
        catch (ConnectorException)
        {
            // The contact exists and must be remembered; the missing part shows as not stored and
            // is written again when either side changes.
        }
        return new WriteResult(created.Id, Dated(created, sorted.CreateCalls.Count > 1));
    }

    /// <summary>The time in the first answer is not that of the record when more calls followed.</summary>
    private static Record Dated(Record after, bool isMovedOn) =>
        isMovedOn ? after with { ModifiedAt = null } : after;

    /// <summary>
    /// The changed properties in one call, without those that did not change; tags and followers
    /// by addition and removal, so that what a person added meanwhile stays.
    /// </summary>
    public async Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        var shape = ShapeOf(projection);
        var sorted = new ContactPatch(shape, patch);
        var after = new Record(id, new Value[shape.Fields.Length]);
        if (sorted.HasProperties)
        {
            using var answer = await CallAsync(
                Operations.UpdateContact,
                token => Client.UpdateContactAsync(id, sorted.WriteChanges, token),
                cancellationToken
            );
            after = ReadContact(shape, answer, Operations.UpdateContact);
        }
        if (sorted.Tags is { } tags)
            await ChangeTagsAsync(shape, after, tags, cancellationToken);
        if (sorted.Followers is { } followers)
            await ChangeFollowersAsync(projection, after, followers, cancellationToken);
        if (sorted.Business is { } business)
            await ChangeBusinessAsync(shape, after, business.New, cancellationToken);
        return new WriteResult(id, Dated(after, sorted.UpdateCalls.Count > 1));
    }

    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(
            Operations.DeleteContact,
            token => Client.DeleteContactAsync(id, token),
            cancellationToken
        );
    }

    private async Task ChangeTagsAsync(
        ContactShape shape,
        Record after,
        FieldChange tags,
        CancellationToken cancellationToken
    )
    {
        if (tags.Added is { Count: > 0 } added)
        {
            using var answer = await CallAsync(
                Operations.AddTags,
                token => Client.AddTagsAsync(after.Id, added, token),
                cancellationToken
            );
            SetList(shape, after, WriteWay.Tags, answer["tags"]);
        }
        if (tags.Removed is { Count: > 0 } removed)
        {
            using var answer = await CallAsync(
                Operations.RemoveTags,
                token => Client.RemoveTagsAsync(after.Id, removed, token),
                cancellationToken
            );
            SetList(shape, after, WriteWay.Tags, answer["tags"]);
        }
    }

    private async Task ChangeFollowersAsync(
        ContactShape shape,
        Record after,
        IReadOnlyList<string> added,
        IReadOnlyList<string> removed,
        CancellationToken cancellationToken
    )
    {
        if (added.Count > 0)
        {
            using var answer = await CallAsync(
                Operations.AddFollowers,
                token => Client.AddFollowersAsync(after.Id, added, token),
                cancellationToken
            );
            SetList(shape, after, WriteWay.Followers, answer["followers"]);
        }
        if (removed.Count > 0)
        {
            using var answer = await CallAsync(
                Operations.RemoveFollowers,
                token => Client.RemoveFollowersAsync(after.Id, removed, token),
                cancellationToken
            );
            SetList(shape, after, WriteWay.Followers, answer["followers"]);
        }
    }

    /// <summary>A whole new set is a difference to what is there now.</summary>
    private async Task ChangeFollowersAsync(
        Projection projection,
        Record after,
        FieldChange followers,
        CancellationToken cancellationToken
    )
    {
        var (added, removed) = (followers.Added ?? [], followers.Removed ?? []);
        if (followers is { Added: null, Removed: null })
        {
            var now = await GetAsync(projection, after.Id, cancellationToken);
            var there = now.Values[followers.Ordinal].Items;
            (added, removed) = (
                [.. followers.New.Items.Except(there)],
                [.. there.Except(followers.New.Items)]
            );
        }
        await ChangeFollowersAsync(ShapeOf(projection), after, added, removed, cancellationToken);
    }

    private async Task ChangeBusinessAsync(
        ContactShape shape,
        Record after,
        Value business,
        CancellationToken cancellationToken
    )
    {
        var ordinal = shape.OrdinalOf(WriteWay.Business);
        try
        {
            using var answer = await CallAsync(
                Operations.BulkBusiness,
                token => Client.BulkBusinessAsync([after.Id], business.Text, token),
                cancellationToken
            );
        }
        catch (ConnectorException e) when (e.Kind is ProblemKind.NotFound)
        {
            // What is not there may be the business, and says nothing of the contact.
            throw new ConnectorException(ProblemKind.Invalid, e.Message, e)
            {
                Field = shape.Fields[ordinal].Field.Key,
                Operation = e.Operation,
                TraceId = e.TraceId,
            };
        }
        after.Values[ordinal] = business;
    }

    /// <summary>The answer of these operations is the whole list afterwards.</summary>
    private static void SetList(ContactShape shape, Record after, WriteWay way, JsonElement list)
    {
        if (list.ValueKind is JsonValueKind.Array)
            after.Values[shape.OrdinalOf(way)] = Value.OfSet(
                list.EnumerateArray().Select(item => item.ToString())
            );
    }

    private static Record ReadContact(
        ContactShape shape,
        HighLevelAnswer answer,
        Operation operation
    )
    {
        try
        {
            return ContactReader.ReadFull(shape, answer["contact"]);
        }
        catch (FormatException e)
        {
            throw new ConnectorException(
                operation.IsRepeatable ? ProblemKind.Transient : ProblemKind.Ambiguous,
                $"HighLevel answered {operation.Name} with {e.Message}.",
                e
            )
            {
                Operation = operation.Name,
                TraceId = answer.TraceId,
            };
        }
    }
}
