using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tallystick.Engine.Runs;

/// <summary>Reports as one line of JSON.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(RunReport))]
[JsonSerializable(typeof(PlanReport))]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(StepReport))]
[JsonSerializable(typeof(Undoing.UndoReport))]
[JsonSerializable(typeof(Explaining.WhyReport))]
[JsonSerializable(typeof(Matching.MatchReport))]
[JsonSerializable(typeof(Coverage.CoverageReport))]
public sealed partial class ReportJson : JsonSerializerContext;
