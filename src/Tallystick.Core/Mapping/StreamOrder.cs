using Tallystick.Core.Schema;

namespace Tallystick.Core.Mapping;

/// <summary>
/// The order in which the streams of a sync run: those that others refer to come first, so that a
/// child finds its parent linked. Streams without such ties stay in the order of the file.
/// </summary>
public static class StreamOrder
{
    /// <exception cref="MappingException">Records of several streams belong to each other in a circle.</exception>
    public static IReadOnlyList<StreamDefinition> Of(
        IReadOnlyList<StreamDefinition> streams,
        IReadOnlyList<ObjectSchema> left,
        IReadOnlyList<ObjectSchema> right
    )
    {
        var ties = streams.SelectMany(s => TiesOf(s, streams, left, right)).ToList();
        var waiting = streams.ToList();
        var order = new List<StreamDefinition>();
        while (waiting.Count > 0)
        {
            // What only refers, and does not belong, can wait for what it refers to: a circle of
            // such ties is cut.
            var next =
                waiting.Find(s => IsFree(s, ties, waiting))
                ?? waiting.Find(s => IsFree(s, [.. ties.Where(t => t.IsParent)], waiting))
                ?? throw Circle(ties, waiting);
            waiting.Remove(next);
            order.Add(next);
        }
        return order;
    }

    private static bool IsFree(
        StreamDefinition stream,
        IReadOnlyList<Tie> ties,
        List<StreamDefinition> waiting
    ) => !ties.Any(t => t.From == stream && waiting.Contains(t.To));

    private static IEnumerable<Tie> TiesOf(
        StreamDefinition stream,
        IReadOnlyList<StreamDefinition> streams,
        IReadOnlyList<ObjectSchema> left,
        IReadOnlyList<ObjectSchema> right
    )
    {
        var leftSchema = left.FirstOrDefault(s => s.ObjectType == stream.LeftObject);
        var rightSchema = right.FirstOrDefault(s => s.ObjectType == stream.RightObject);
        foreach (var pair in stream.Fields)
        {
            if (
                leftSchema?.Find(pair.Left) is not { } l
                || rightSchema?.Find(pair.Right) is not { } r
            )
                continue;
            if (!ReferenceFinder.IsReference(pair, l, r))
                continue;
            foreach (var to in ReferenceFinder.StreamsOf(streams, l, r).Where(t => t != stream))
                yield return new Tie(stream, to, pair, ReferenceFinder.IsParent(l, r));
        }
    }

    private static MappingException Circle(List<Tie> ties, List<StreamDefinition> waiting)
    {
        var circle = ties.Where(t =>
            t.IsParent && waiting.Contains(t.From) && waiting.Contains(t.To)
        );
        var names = string.Join(
            ", ",
            circle.Select(t => $"'{t.From.Name}' to '{t.To.Name}' by '{t.Pair.Left}'")
        );
        return new MappingException([
            new MappingProblem(
                circle.First().Pair.Where ?? circle.First().From.Name,
                $"the records of these streams belong to each other in a circle: {names}.",
                "Leave one of these pairs out: neither stream could begin."
            ),
        ]);
    }

    private sealed record Tie(
        StreamDefinition From,
        StreamDefinition To,
        FieldPair Pair,
        bool IsParent
    );
}
