using System.IO.Enumeration;
using System.Text.Json;

namespace Tallystick.Contract.Tests.OpenApi;

/// <summary>
/// One thing the documents get wrong. Without <see cref="Instead"/>, deviations of this kind at
/// this place are no deviations; with it, that schema stands in for the documented one.
/// </summary>
/// <param name="Operation">Method and template; <c>*</c> stands for anything.</param>
/// <param name="Location">As in <see cref="Deviation"/>; <c>*</c> stands for anything.</param>
/// <param name="Kind">The kind of deviation that a right exchange would show.</param>
/// <param name="Reason">What is right, and how that is known.</param>
public sealed record KnownDeviation(
    string Operation,
    string Location,
    DeviationKind Kind,
    string Reason
)
{
    /// <summary>The schema that is right; its references are those of the document.</summary>
    public JsonElement? Instead { get; init; }

    /// <summary>The documents it is about; null for both.</summary>
    public OpenApiGeneration? Generation { get; init; }

    public bool IsAbout(OpenApiGeneration generation, string operation) =>
        (Generation is null || Generation == generation) && Matches(Operation, operation);

    public bool IsAt(string location) => Matches(Location, location);

    private static bool Matches(string pattern, string text) =>
        FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false);
}
