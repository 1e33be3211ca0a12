namespace Tallystick.Core.Yaml;

/// <summary>
/// Gathers what is wrong with one file, so that a person sees all of it at once. Every
/// <see cref="YamlMap"/> of a file shares one.
/// </summary>
public sealed class DocumentErrors
{
    private const int ShownMax = 20;

    private readonly List<DocumentError> _errors = [];

    public int Count => _errors.Count;

    public void Add(Position where, string message, string? hint = null)
    {
        var error = new DocumentError(where, message, hint);
        if (!_errors.Contains(error))
            _errors.Add(error);
    }

    /// <summary>The first errors in the order of the file as one exception.</summary>
    public DocumentException ToException() =>
        new([.. _errors.OrderBy(e => e.Where.Line).ThenBy(e => e.Where.Column).Take(ShownMax)]);

    /// <summary>The same, and forgets them: what is read of the file afterwards is told by itself.</summary>
    public void ThrowOnceIfAny()
    {
        if (_errors.Count == 0)
            return;
        var exception = ToException();
        _errors.Clear();
        throw exception;
    }

    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
            throw ToException();
    }
}
