using System.Text.Json;
using System.Text.Json.Serialization;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Verifying;

/// <summary>A verification to keep: what was compared, when, by what, and how it came out.</summary>
public sealed record Proof
{
    public const string KindName = "tallystick-proof";

    public string Kind { get; init; } = KindName;

    /// <summary>The version of this form.</summary>
    public int Form { get; init; } = 1;

    /// <summary>The version of the program.</summary>
    public required string Program { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The sync file's name, without its folder.</summary>
    public required string File { get; init; }

    /// <summary>Whether the differences show the values: they are personal data.</summary>
    public bool ShowsValues { get; init; }

    public required IReadOnlyList<StreamProof> Streams { get; init; }

    public bool InSync => Streams.All(s => s.Report.InSync);

    /// <summary>Everything that a reader must not see who may see no values.</summary>
    public Proof WithoutValues() =>
        this with
        {
            ShowsValues = false,
            Streams =
            [
                .. Streams.Select(s =>
                    s with
                    {
                        Report = s.Report with
                        {
                            Differences =
                            [
                                .. s.Report.Differences.Select(d =>
                                    d with
                                    {
                                        Left = "",
                                        Right = "",
                                    }
                                ),
                            ],
                        },
                    }
                ),
            ],
        };

    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, ProofJson.Default.Proof);
}

/// <param name="Left">The left connection's name.</param>
public sealed record StreamProof(string Left, string Right, VerifyReport Report);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(Proof))]
public sealed partial class ProofJson : JsonSerializerContext;
