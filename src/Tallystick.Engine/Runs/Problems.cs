using Tallystick.Core.Connectors;

namespace Tallystick.Engine.Runs;

/// <summary>Which problems of an app are a record's, and which are the whole run's.</summary>
internal static class Problems
{
    public static bool StopsRun(ConnectorException problem) =>
        problem.EndsRun
        || problem.Kind is ProblemKind.Unauthorized or ProblemKind.Forbidden
        || (
            problem.Kind is ProblemKind.RateLimited && problem.RetryAfter > TimeSpan.FromMinutes(2)
        );

    public static RunStoppedException Stop(string connection, ConnectorException problem)
    {
        var operation = problem.Operation is null ? "" : $" ({problem.Operation})";
        var trace = problem.TraceId is null ? "" : $" Trace id {problem.TraceId}.";
        return new RunStoppedException(
            $"{connection}{operation}: {problem.Message}{trace}",
            problem.Hint,
            problem
        );
    }
}
