namespace Tallystick.Core.Mapping;

/// <summary>One thing wrong with a mapping.</summary>
/// <param name="Where">"tallystick.yaml:14", or the stream's name where no line is known.</param>
public sealed record MappingProblem(string Where, string Message, string? Hint = null)
{
    public override string ToString() =>
        Hint is null ? $"{Where}: {Message}" : $"{Where}: {Message} {Hint}";
}

/// <summary>A mapping that cannot be compiled against the two schemas; lists every problem found.</summary>
public sealed class MappingException(IReadOnlyList<MappingProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<MappingProblem> Problems { get; } = problems;
}
