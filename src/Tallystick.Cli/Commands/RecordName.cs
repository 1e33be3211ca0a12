using Tallystick.Core.Records;

namespace Tallystick.Cli.Commands;

/// <summary>How a person names one record of a sync: by its side and its id.</summary>
internal static class RecordName
{
    public static (Side Side, string Id) Parse(string text) =>
        text.Split(':', 2) switch
        {
            ["left", { Length: > 0 } id] => (Side.Left, id),
            ["right", { Length: > 0 } id] => (Side.Right, id),
            _ => throw new UserException(
                $"'{text}' names no record.",
                "Write it like left:ID or right:ID.",
                ExitCode.Usage
            ),
        };
}
