using System.Collections.Immutable;
using System.Text.Json;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Opportunities;

/// <summary>A request's body, checked and laid over an opportunity.</summary>
internal sealed class OpportunityDraft
{
    public static readonly string[] Statuses = ["open", "won", "lost", "abandoned"];

    private static readonly string[] Editable =
    [
        "name",
        "pipelineId",
        "pipelineStageId",
        "status",
        "monetaryValue",
        "assignedTo",
        "customFields",
    ];

    private static readonly string[] OfV3 = ["forecastExpectedCloseDate", "forecastProbability"];

    private readonly ApiVersion _version;

    /// <param name="more">What this operation takes besides.</param>
    public OpportunityDraft(Call call, params ReadOnlySpan<string> more)
    {
        _version = call.Version;
        Dto = new Dto(call.Body, [.. Editable, .. call.IsV3 ? OfV3 : [], .. more]);
    }

    public Dto Dto { get; }

    /// <exception cref="Refusal">422 for wrong values, 400 for what the location does not have.</exception>
    public Opportunity Fill(LocationState location, Opportunity old)
    {
        var filled = old with
        {
            Name = Dto.Text("name") ?? old.Name,
            PipelineId = Dto.Text("pipelineId") ?? old.PipelineId,
            StageId = Dto.Text("pipelineStageId") ?? "",
            Status = StatusOf(Dto) ?? old.Status,
            MonetaryValue = Number("monetaryValue", old.MonetaryValue),
            AssignedTo = Or("assignedTo", old.AssignedTo),
            LostReasonId = Or("lostReasonId", old.LostReasonId),
            ExpectedCloseDate = Or("forecastExpectedCloseDate", old.ExpectedCloseDate),
            Probability = Number("forecastProbability", old.Probability),
            CustomFields = Customs(location, old.CustomFields),
        };
        Dto.Check();
        CheckReason(location, filled.LostReasonId);
        return filled with { StageId = StageOf(location, old, filled) };
    }

    /// <summary>"all" is for searching only.</summary>
    public static string? StatusOf(Dto dto, bool isRequired = false)
    {
        var status = dto.Text("status", isRequired);
        if (status is not null && !Statuses.Contains(status))
            dto.Error($"status must be one of the following values: {string.Join(", ", Statuses)}");
        return status;
    }

    /// <exception cref="Refusal">The location has no such reason.</exception>
    public static void CheckReason(LocationState location, string? id)
    {
        if (!string.IsNullOrEmpty(id) && location.LostReasons.All(r => r.Id != id))
            throw Refusal.BadRequest($"Lost reason with id {id} not found");
    }

    /// <summary>The named stage, else the one where it is, else the pipeline's first.</summary>
    private static string StageOf(LocationState location, Opportunity old, Opportunity wanted)
    {
        var pipeline =
            location.Pipelines.Find(p => p.Id == wanted.PipelineId)
            ?? throw Refusal.BadRequest($"Pipeline with id {wanted.PipelineId} not found");
        if (wanted.StageId.Length == 0)
            return old.PipelineId == pipeline.Id && old.StageId.Length > 0
                ? old.StageId
                : pipeline.Stages[0].Id;
        return pipeline.Stages.Any(s => s.Id == wanted.StageId)
            ? wanted.StageId
            : throw Refusal.BadRequest(
                $"Pipeline {pipeline.Id} has no stage with id {wanted.StageId}"
            );
    }

    private string? Or(string name, string? before) => Dto.Has(name) ? Dto.Text(name) : before;

    private double? Number(string name, double? before)
    {
        var value = Dto[name];
        if (value.ValueKind is JsonValueKind.Number)
            return value.GetDouble();
        if (value.ValueKind is JsonValueKind.Undefined)
            return before;
        if (value.ValueKind is not JsonValueKind.Null)
            Dto.Error($"{name} must be a number conforming to the specified constraints");
        return null;
    }

    /// <summary>By id or key; unknown ones are dropped without a word, as a contact's are.</summary>
    private ImmutableSortedDictionary<string, JsonElement> Customs(
        LocationState location,
        ImmutableSortedDictionary<string, JsonElement> fields
    )
    {
        var given = Dto["customFields"];
        if (given.ValueKind is JsonValueKind.Undefined)
            return fields;
        if (given.ValueKind is not JsonValueKind.Array)
        {
            Dto.Error("customFields must be an array");
            return fields;
        }
        foreach (var item in given.EnumerateArray())
        {
            if (FieldOf(location, item) is not { } field || ValueOf(item) is not { } value)
                continue;
            fields = CustomFieldValues.Store(field, value) is { } stored
                ? fields.SetItem(field.Id, stored)
                : fields.Remove(field.Id);
        }
        return fields;
    }

    private static Locations.CustomField? FieldOf(LocationState location, JsonElement item)
    {
        var key = Text(item, "id") ?? Text(item, "key");
        return location.CustomFields.Find(f =>
            f.Model == "opportunity"
            && (f.Id == key || f.FieldKey == key || f.FieldKey == "opportunity." + key)
        );
    }

    private JsonElement? ValueOf(JsonElement item) =>
        item.TryGetProperty("field_value", out var value)
        || (_version is ApiVersion.V3 && item.TryGetProperty("fieldValue", out value))
            ? value
            : null;

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind is JsonValueKind.Object
        && item.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;
}
