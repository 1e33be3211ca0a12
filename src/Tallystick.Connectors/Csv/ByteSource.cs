using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Tallystick.Connectors.Csv;

/// <summary>A file as bytes in which every ASCII character is itself: as it is, or as UTF-8.</summary>
internal abstract class ByteSource : IDisposable
{
    /// <summary>Fills part of the buffer from that place on; 0 at the end.</summary>
    public abstract int Read(long offset, Span<byte> buffer);

    public abstract void Dispose();
}

/// <summary>A file whose own bytes will do: UTF-8 and one-byte encodings.</summary>
internal sealed class HandleSource(SafeFileHandle handle) : ByteSource
{
    public override int Read(long offset, Span<byte> buffer) =>
        RandomAccess.Read(handle, buffer, offset);

    public override void Dispose() => handle.Dispose();
}

/// <summary>UTF-16 and other encodings, as UTF-8. Going back means starting over.</summary>
internal sealed class TranscodedSource(string path, Encoding encoding) : ByteSource
{
    private Stream? _stream;
    private long _position;

    public override int Read(long offset, Span<byte> buffer)
    {
        if (_stream is null || offset < _position)
            Reopen();
        while (_position < offset)
        {
            var part = buffer[..(int)Math.Min(buffer.Length, offset - _position)];
            var skipped = _stream!.Read(part);
            if (skipped == 0)
                return 0;
            _position += skipped;
        }
        var read = _stream!.Read(buffer);
        _position += read;
        return read;
    }

    private void Reopen()
    {
        _stream?.Dispose();
        var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        _stream = Encoding.CreateTranscodingStream(file, encoding, Encoding.UTF8);
        _position = 0;
    }

    public override void Dispose() => _stream?.Dispose();
}
