namespace Tallystick.Core.Yaml;

/// <summary>A file cannot be used as it is. The message has one line for each error.</summary>
public sealed class DocumentException : Exception
{
    public DocumentException(IReadOnlyList<DocumentError> errors)
        : base(string.Join('\n', errors)) => Errors = errors;

    public DocumentException(string file, int line, int column, string message, string? hint = null)
        : this([new DocumentError(new Position(file, line, column), message, hint)]) { }

    /// <summary>In the order of the file; never empty.</summary>
    public IReadOnlyList<DocumentError> Errors { get; }
}
