using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace Tallystick.Core.Transforms;

/// <summary>Walks a parsed expression once and notes what it uses and what it must not use.</summary>
internal sealed class Inspection(FilterCollection filters) : AstVisitor
{
    private const int RangeMax = 10_000;

    private readonly HashSet<string> _assigned = new(StringComparer.Ordinal)
    {
        "forloop",
        "tablerowloop",
        "empty",
        "blank",
    };

    private readonly List<string> _paths = [];

    /// <summary>What is wrong, with the word to look for in the source.</summary>
    public List<(string Problem, string Word)> Problems { get; } = [];

    public HashSet<string> UnknownFilters { get; } = new(StringComparer.Ordinal);

    /// <summary>Keys of the fields that are read, without `value` and the expression's own names.</summary>
    public IReadOnlyList<string> Fields =>
        [.. _paths.Where(path => !_assigned.Contains(path.Split('.')[0])).Distinct()];

    protected override Expression VisitFilterExpression(FilterExpression expression)
    {
        if (!filters.TryGetValue(expression.Name, out _))
            UnknownFilters.Add(expression.Name);
        if (expression is { Name: "date" or "date_iso", Input: LiteralExpression literal })
            if (Filters.IsClock(literal.Value))
                Problems.Add(
                    ("an expression cannot read the clock", literal.Value.ToStringValue())
                );
        foreach (var parameter in expression.Parameters)
            Visit(parameter.Expression);
        Visit(expression.Input);
        return expression;
    }

    protected override Expression VisitMemberExpression(MemberExpression expression)
    {
        foreach (var indexer in expression.Segments.OfType<IndexerSegment>())
            Visit(indexer.Expression);
        if (PathOf(expression.Segments) is { } path)
            _paths.Add(path);
        return expression;
    }

    protected override Expression VisitRangeExpression(RangeExpression expression)
    {
        // A range is built whole before the first round, so its size must be known beforehand.
        if (
            expression is not { From: LiteralExpression from, To: LiteralExpression to }
            || to.Value.ToNumberValue() - from.Value.ToNumberValue() > RangeMax
        )
            Problems.Add(($"a range needs two numbers at most {RangeMax} apart", ".."));
        return base.VisitRangeExpression(expression);
    }

    protected override Statement VisitAssignStatement(AssignStatement statement)
    {
        _assigned.Add(statement.Identifier);
        return base.VisitAssignStatement(statement);
    }

    protected override Statement VisitCaptureStatement(CaptureStatement statement)
    {
        _assigned.Add(statement.Identifier);
        return base.VisitCaptureStatement(statement);
    }

    protected override Statement VisitForStatement(ForStatement statement)
    {
        _assigned.Add(statement.Identifier);
        return base.VisitForStatement(statement);
    }

    protected override Statement VisitTableRowStatement(TableRowStatement statement)
    {
        _assigned.Add(statement.Identifier);
        return base.VisitTableRowStatement(statement);
    }

    protected override Statement VisitIncrementStatement(IncrementStatement statement)
    {
        _assigned.Add(statement.Identifier);
        return base.VisitIncrementStatement(statement);
    }

    protected override Statement VisitDecrementStatement(DecrementStatement statement)
    {
        _assigned.Add(statement.Identifier);
        return base.VisitDecrementStatement(statement);
    }

    protected override Statement VisitIncludeStatement(IncludeStatement statement) =>
        Refuse(statement, "include");

    protected override Statement VisitRenderStatement(RenderStatement statement) =>
        Refuse(statement, "render");

    protected override Statement VisitFromStatement(FromStatement statement) =>
        Refuse(statement, "from");

    private Statement Refuse(Statement statement, string tag)
    {
        Problems.Add(($"'{tag}' is not available: an expression reads no files", tag));
        return statement;
    }

    /// <summary>"a.b" of a.b, a["b"] and record.a["b"]; null for `value` and for computed keys.</summary>
    private static string? PathOf(IReadOnlyList<MemberSegment> segments)
    {
        var names = segments.Select(NameOf).TakeWhile(name => name is not null).ToList();
        if (names.Count > 0 && names[0] == Scope.ValueName)
            return null;
        if (names.Count > 0 && Scope.IsRecordName(names[0]!))
            names.RemoveAt(0);
        return names.Count > 0 ? string.Join('.', names) : null;
    }

    private static string? NameOf(MemberSegment segment) =>
        segment switch
        {
            IdentifierSegment identifier => identifier.Identifier,
            IndexerSegment { Expression: LiteralExpression { Value: StringValue name } } =>
                name.ToStringValue(),
            _ => null,
        };
}
