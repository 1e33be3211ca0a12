using System.Text.Json;
using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.Rest;

/// <summary>The place of a listing between two pages, storable as text.</summary>
internal sealed record RestCursor
{
    /// <summary>Rows to leave out.</summary>
    public int Offset { get; init; }

    /// <summary>Number of the page.</summary>
    public int Page { get; init; }

    public string? Token { get; init; }

    /// <summary>Path and query on the app's host.</summary>
    public string? Link { get; init; }

    /// <summary>How many records there were when the page before was read.</summary>
    public long? Total { get; init; }

    /// <summary>The last rows before this place: while one is still there, nothing has moved past us.</summary>
    public IReadOnlyList<string> Anchors { get; init; } = [];

    /// <summary>The furthest offset so far.</summary>
    public int Furthest { get; init; }

    /// <summary>How often rows slipped since the listing got that far.</summary>
    public int Slips { get; init; }

    public static RestCursor Start(RestPaging paging) =>
        new() { Page = paging is RestPaging.Number number ? number.First : 0 };

    /// <exception cref="ConnectorException">The text is no cursor of ours.</exception>
    public static RestCursor Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<RestCursor>(text) ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            throw Strange(e);
        }
    }

    public static ConnectorException Strange(Exception inner) =>
        new(ProblemKind.Invalid, "This cursor belongs to no listing of a REST app.", inner)
        {
            Hint = "Begin the listing anew.",
        };

    public override string ToString() => JsonSerializer.Serialize(this);
}
