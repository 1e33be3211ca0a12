using System.Text.Json;
using System.Text.Json.Nodes;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Rest;

public sealed partial class RestConnector
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public async Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        var type = ObjectOf(projection.ObjectType);
        var call = type.Create ?? throw Cannot(type, "create");
        var parent = NewParentOf(type, projection, patch);
        var inPath = RestObject.HasParent(call.Path);
        var body = new JsonObject();
        foreach (var change in patch.Changes)
            // What is not sent is empty; sent as empty, some apps refuse it.
            if (change.New.HasContent && !(inPath && IsParent(type, projection, change)))
                Put(body, type, projection, change, FieldAccess.Create);
        var request = new RestRequest(
            Operation(type, "create"),
            call.Method,
            InPath(call.Path, parent, null),
            IsRepeatable: false
        )
        {
            Body = Wrapped(body, call.Body),
        };
        using var answer = await _client.SendAsync(request, cancellationToken);
        var record = answer.RecordAt(call.Answer);
        var reader = AfterReader(type, projection, parent);
        var id = record is { } found && reader.IdOf(found) is { } text ? text : throw NoId(type);
        return new WriteResult(id, After(reader, answer, record));
    }

    public async Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        string? version,
        CancellationToken cancellationToken
    )
    {
        var type = ObjectOf(projection.ObjectType);
        var call = type.Update ?? throw Cannot(type, "update");
        var (body, seen) = type.UpdateSendsWhole
            ? await WholeAsync(type, id, version, cancellationToken)
            : ([], version);
        foreach (var change in patch.Changes)
            Put(body, type, projection, change, FieldAccess.Update);
        var request = new RestRequest(
            Operation(type, "update"),
            call.Method,
            PathOf(type, call, id)
        )
        {
            NamesRecord = true,
            Body = Wrapped(body, call.Body),
            IfMatch = type.UpdateIfMatch ? Tag(type, seen) : null,
        };
        using var answer = await _client.SendAsync(request, cancellationToken);
        var reader = AfterReader(type, projection, ParentOf(type, id));
        return new WriteResult(id, After(reader, answer, answer.RecordAt(call.Answer)));
    }

    public async Task DeleteAsync(
        string objectType,
        string id,
        string? version,
        CancellationToken cancellationToken
    )
    {
        var type = ObjectOf(objectType);
        var call = type.Delete ?? throw Cannot(type, "delete");
        var request = new RestRequest(
            Operation(type, "delete"),
            call.Method,
            PathOf(type, call, id)
        )
        {
            NamesRecord = true,
            IgnoresAnswer = true,
            IfMatch = type.UpdateIfMatch ? Tag(type, version) : null,
        };
        try
        {
            using var answer = await _client.SendAsync(request, cancellationToken);
        }
        catch (ConnectorException e) when (e.Kind is ProblemKind.NotFound)
        {
            // Gone is what was wanted.
        }
    }

    /// <summary>The record as it is now, to be sent back whole, and its version.</summary>
    private async Task<(JsonObject Body, string? Version)> WholeAsync(
        RestObject type,
        string id,
        string? version,
        CancellationToken cancellationToken
    )
    {
        using var answer = await ReadAsync(type, id, cancellationToken);
        var record = RecordIn(answer, type.Get, "get", type);
        var now = type.VersionFromETag
            ? answer.ETag
            : RecordReader.Scalar(type.Version?.Find(record));
        if (type.UpdateIfMatch && version is not null && version != now)
            throw new ConnectorException(
                ProblemKind.VersionConflict,
                $"{_manifest.Title} holds a newer version of the record than {Operation(type, "update")} was made for."
            )
            {
                Operation = Operation(type, "update"),
                Hint = "Read the record again.",
            };
        return (Copy(type, record), now);
    }

    private JsonObject Copy(RestObject type, JsonElement record)
    {
        try
        {
            return JsonNode.Parse(record.GetRawText(), documentOptions: Strict)!.AsObject();
        }
        catch (Exception e) when (e is ArgumentException or JsonException)
        {
            throw Unreadable(type, "get", new WireException("a name stands in it twice", e));
        }
    }

    private void Put(
        JsonObject body,
        RestObject type,
        Projection projection,
        FieldChange change,
        FieldAccess access
    )
    {
        var key = projection.Fields[change.Ordinal].Key;
        var field = FieldOf(type, key);
        if (!field.Field.Can(access))
            throw Refused(
                type,
                key,
                access,
                "is not written here",
                "Map it in the other direction only."
            );
        try
        {
            field.Path!.Set(body, Wire.Write(change.New, field, type.ClearWith));
        }
        catch (WireException e)
        {
            throw Refused(
                type,
                key,
                access,
                $"cannot be written: {e.Message}",
                "Correct the value on the other side, or convert it in the mapping.",
                e
            );
        }
    }

    private static JsonObject Wrapped(JsonObject body, JsonPath? path)
    {
        if (path is null)
            return body;
        var whole = new JsonObject();
        path.Set(whole, body);
        return whole;
    }

    private static string? Tag(RestObject type, string? version) =>
        version is null || type.VersionFromETag ? version : $"\"{version}\"";

    private static RecordReader AfterReader(
        RestObject type,
        Projection projection,
        string? parent
    ) => new(type, projection, FieldAccess.Get, parent) { IsPartial = true };

    // An answer that cannot be read is no failure of the write: whoever needs proof reads it back.
    private static Record? After(RecordReader reader, RestAnswer answer, JsonElement? record)
    {
        if (record is not { } row)
            return null;
        try
        {
            return reader.Read(row, answer.ETag);
        }
        catch (WireException)
        {
            return null;
        }
    }

    /// <summary>The owner that a new record shall have; null where none is needed.</summary>
    private string? NewParentOf(RestObject type, Projection projection, Patch patch)
    {
        if (type.Parent is not { } parent)
            return null;
        foreach (var change in patch.Changes)
            if (IsParent(type, projection, change) && change.New.Text is { } owner)
                return owner;
        throw Refused(
            type,
            parent.Field.Field.Key,
            FieldAccess.Create,
            $"is empty, and must name the {parent.ObjectType} that it belongs to",
            "Map it, and let the stream of its owners run before."
        );
    }

    private static bool IsParent(RestObject type, Projection projection, FieldChange change) =>
        projection.Fields[change.Ordinal].Key == type.Parent?.Field.Field.Key;

    private ConnectorException Refused(
        RestObject type,
        string key,
        FieldAccess access,
        string why,
        string hint,
        Exception? inner = null
    )
    {
        var operation = Operation(type, access is FieldAccess.Create ? "create" : "update");
        return new(
            ProblemKind.Invalid,
            $"{operation} was not sent to {_manifest.Title}: '{key}' {why}.",
            inner
        )
        {
            Field = key,
            Operation = operation,
            Hint = hint,
        };
    }

    private ConnectorException NoId(RestObject type) =>
        new(
            ProblemKind.Ambiguous,
            $"{_manifest.Title} answered {Operation(type, "create")} without the new record's id."
        )
        {
            Operation = Operation(type, "create"),
            Hint = "Check 'record' of 'create' and 'id' in the manifest.",
            MayHaveHappened = true,
        };

    private ConnectorException Cannot(RestObject type, string verb) =>
        new(ProblemKind.Forbidden, $"{_manifest.Title} has no call for {Operation(type, verb)}.")
        {
            Operation = Operation(type, verb),
            Hint = $"Add '{verb}' to the manifest if the app can.",
        };
}
