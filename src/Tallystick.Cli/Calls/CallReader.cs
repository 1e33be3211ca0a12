using System.Text.Json;
using System.Text.Json.Nodes;
using Tallystick.Catalogs;
using Tallystick.Catalogs.Calls;

namespace Tallystick.Cli.Calls;

/// <summary>Reads what the command line gives a call.</summary>
internal static class CallReader
{
    /// <param name="data">JSON, "@FILE", or "-" for the input.</param>
    /// <exception cref="UserException">It cannot be read.</exception>
    public static async Task<CallInput> ReadAsync(
        string? data,
        IReadOnlyList<string> fields,
        IReadOnlyDictionary<string, string> known,
        TextReader input,
        CancellationToken cancellationToken
    )
    {
        var text = data switch
        {
            null => null,
            "-" => await input.ReadToEndAsync(cancellationToken),
            ['@', .. var path] => await FileAsync(path, cancellationToken),
            _ => data,
        };
        return new CallInput
        {
            Data = text is null ? null : Json(text),
            Fields = [.. fields.Select(Field)],
            Known = known,
        };
    }

    private static async Task<string> FileAsync(string path, CancellationToken cancellationToken) =>
        File.Exists(path)
            ? await File.ReadAllTextAsync(path, cancellationToken)
            : throw new UserException($"--data: there is no file '{path}'.", null, ExitCode.Usage);

    private static JsonNode? Json(string text)
    {
        try
        {
            return JsonNode.Parse(
                text,
                documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }
            );
        }
        catch (JsonException e)
        {
            throw new UserException(
                e.LineNumber is { } line
                    ? $"--data is no JSON: line {line + 1}, byte {e.BytePositionInLine + 1}."
                    : "--data is no JSON, or has a name twice.",
                "In a shell, put it in single quotes; or give a file as --data @FILE.",
                ExitCode.Usage
            );
        }
    }

    private static CallField Field(string text)
    {
        try
        {
            return CallField.Parse(text);
        }
        catch (CatalogException e)
        {
            throw new UserException($"--field {e.Message}", null, ExitCode.Usage);
        }
    }
}
