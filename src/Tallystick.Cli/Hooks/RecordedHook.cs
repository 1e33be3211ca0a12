using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tallystick.Cli.Hooks;

/// <summary>A webhook as it came: one line of a recording.</summary>
/// <param name="Body">The bytes themselves, in base64, so that the signature stays good.</param>
internal sealed record RecordedHook(
    string WebhookId,
    DateTimeOffset SentAt,
    DateTimeOffset ReceivedAt,
    string Type,
    string? Signature,
    string? LegacySignature,
    byte[] Body
)
{
    public string ToLine() => JsonSerializer.Serialize(this, HooksJson.Default.RecordedHook);

    /// <exception cref="UserException">A line is no recorded webhook.</exception>
    public static IEnumerable<RecordedHook> ReadAll(string path)
    {
        var number = 0;
        foreach (var line in LinesOf(path))
        {
            number++;
            if (line.Length > 0)
                yield return Parse(line, path, number);
        }
    }

    private static IEnumerable<string> LinesOf(string path)
    {
        if (!File.Exists(path))
            throw new UserException(
                $"There is no file '{path}'.",
                "tally hooks listen --save FILE records one.",
                ExitCode.Usage
            );
        return File.ReadLines(path);
    }

    private static RecordedHook Parse(string line, string path, int number)
    {
        try
        {
            if (
                JsonSerializer.Deserialize(line, HooksJson.Default.RecordedHook) is
                { Body: not null } hook
            )
                return hook;
        }
        catch (JsonException)
        {
            // Told below, with the place.
        }
        throw new UserException(
            $"{path}:{number}: this is no recorded webhook.",
            "A recording is made by tally hooks listen --save FILE; take the line out.",
            ExitCode.Usage
        );
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RecordedHook))]
internal sealed partial class HooksJson : JsonSerializerContext;
