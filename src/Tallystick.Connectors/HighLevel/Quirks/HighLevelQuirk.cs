namespace Tallystick.Connectors.HighLevel.Quirks;

/// <summary>Something about HighLevel's API that a careful reader of its documents would not expect.</summary>
/// <param name="Id">Its name, in words joined by dashes.</param>
/// <param name="What">What the API does.</param>
/// <param name="Source">How that is known.</param>
/// <param name="Answer">What Tallystick does about it, or why it may pass by.</param>
/// <param name="Test">The test that shows it, as class and method.</param>
public sealed record HighLevelQuirk(
    string Id,
    string What,
    string Source,
    string Answer,
    string Test
);
