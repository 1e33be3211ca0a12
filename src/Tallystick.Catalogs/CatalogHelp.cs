using System.Text.Json.Nodes;

namespace Tallystick.Catalogs;

/// <summary>
/// What we add to an app's catalog by hand: a line of help and a checked sample for the operations
/// and triggers that people use most, and facts that the documents leave out.
/// </summary>
public sealed record CatalogHelp
{
    /// <summary>By the name of the operation.</summary>
    public IReadOnlyDictionary<string, OperationHelp> Operations
    {
        get;
        init => field = value ?? NoOperations;
    } = NoOperations;

    /// <summary>By the name of the event.</summary>
    public IReadOnlyDictionary<string, TriggerHelp> Triggers
    {
        get;
        init => field = value ?? NoTriggers;
    } = NoTriggers;

    /// <summary>Shapes that the documents leave out, by name.</summary>
    public IReadOnlyDictionary<string, CatalogShape> Shapes
    {
        get;
        init => field = value ?? NoShapes;
    } = NoShapes;

    private static SortedDictionary<string, OperationHelp> NoOperations { get; } = [];

    private static SortedDictionary<string, TriggerHelp> NoTriggers { get; } = [];

    private static SortedDictionary<string, CatalogShape> NoShapes { get; } = [];

    public CallSample? SampleOf(CatalogOperation operation, string surface) =>
        Operations.TryGetValue(operation.Name, out var help) ? help.SampleOn(surface) : null;

    /// <summary>The catalog with what its documents leave out.</summary>
    public Catalog Complete(Catalog catalog)
    {
        var shapes = new SortedDictionary<string, CatalogShape>(StringComparer.Ordinal);
        foreach (var (name, shape) in catalog.Shapes.Concat(Shapes))
            shapes[name] = shape;
        return catalog with
        {
            Shapes = shapes,
            Operations =
            [
                .. catalog.Operations.Select(o =>
                    Operations.TryGetValue(o.Name, out var help) && help.Body is { } body
                        ? o with
                        {
                            Body = body,
                        }
                        : o
                ),
            ],
        };
    }
}

/// <summary>Help for one operation.</summary>
public sealed record OperationHelp
{
    /// <summary>What it does, in one line of ours.</summary>
    public required string Help { get; init; }

    public CallSample? Sample { get; init; }

    /// <summary>Where a surface spells things in another way, by its name.</summary>
    public IReadOnlyDictionary<string, CallSample> SampleFor
    {
        get;
        init => field = value ?? new Dictionary<string, CallSample>();
    } = new Dictionary<string, CallSample>();

    /// <summary>What is sent, where the documents do not say.</summary>
    public CatalogBody? Body { get; init; }

    public CallSample? SampleOn(string surface) =>
        SampleFor.TryGetValue(surface, out var own) ? own : Sample;
}

/// <summary>Help for one event.</summary>
/// <param name="Help">When it is sent, in one line of ours.</param>
public sealed record TriggerHelp(string Help)
{
    /// <summary>A payload as it arrives.</summary>
    public JsonObject? Sample { get; init; }
}

/// <summary>Values that make a valid call.</summary>
public sealed record CallSample
{
    public JsonObject? Path { get; init; }

    public JsonObject? Query { get; init; }

    public JsonNode? Body { get; init; }
}
