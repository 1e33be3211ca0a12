using Tallystick.Core.Records;

namespace Tallystick.Cli.Commands;

/// <summary>How a person names one record of a sync: by its side and its id.</summary>
internal static class RecordName
{
    public static (Side Side, string Id) Parse(string text) =>
        TryParse(text) ?? throw NoName(text, "left:ID or right:ID");

    /// <summary>For commands that take an id alone too, where that says which record is meant.</summary>
    public static (Side? Side, string Id) ParseAny(string text) =>
        TryParse(text) is { } named ? (named.Side, named.Id)
        : text is "" or "left:" or "right:" ? throw NoName(text, "left:ID, right:ID or ID")
        : (null, text);

    private static (Side Side, string Id)? TryParse(string text) =>
        text.Split(':', 2) switch
        {
            ["left", { Length: > 0 } id] => (Side.Left, id),
            ["right", { Length: > 0 } id] => (Side.Right, id),
            _ => null,
        };

    private static UserException NoName(string text, string forms) =>
        new($"'{text}' names no record.", $"Write it like {forms}.", ExitCode.Usage);
}
