using System.Globalization;
using System.Text;

namespace Tallystick.Core.Transforms;

/// <summary>
/// Collects what an expression writes, up to a length. The asynchronous writes are done at once;
/// the base class would send each to another thread.
/// </summary>
internal sealed class BoundedWriter(int lengthMax) : TextWriter(CultureInfo.InvariantCulture)
{
    private readonly StringBuilder _written = new();

    public override Encoding Encoding => Encoding.Unicode;

    public override void Write(char value)
    {
        Take(1);
        _written.Append(value);
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        Take(buffer.Length);
        _written.Append(buffer);
    }

    public override void Write(char[] buffer, int index, int count) =>
        Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override Task WriteAsync(char value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(char[] buffer, int index, int count)
    {
        Write(buffer, index, count);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(
        ReadOnlyMemory<char> buffer,
        CancellationToken cancellationToken = default
    )
    {
        Write(buffer.Span);
        return Task.CompletedTask;
    }

    public override Task FlushAsync() => Task.CompletedTask;

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override string ToString() => _written.ToString();

    private void Take(int count)
    {
        if (_written.Length + count > lengthMax)
            throw new TransformException($"The result is longer than {lengthMax} characters.");
    }
}
