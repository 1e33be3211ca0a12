namespace Tallystick.Core.Yaml;

/// <summary>A place in a file that a person edits; line and column count from 1.</summary>
public readonly record struct Position(string File, int Line, int Column)
{
    public override string ToString() => $"{File}:{Line}:{Column}";
}
