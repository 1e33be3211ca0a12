using System.Text;
using System.Text.Unicode;
using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.Csv;

/// <summary>How a file is written down: what its first lines tell, and a rewrite must keep.</summary>
internal sealed record CsvLayout
{
    /// <summary>Of the bytes that <see cref="ByteSource"/> yields; throws on what it cannot hold.</summary>
    public required Encoding Encoding { get; init; }

    /// <summary>The file's own encoding where <see cref="ByteSource"/> yields UTF-8 instead.</summary>
    public required Encoding? Transcoded { get; init; }

    public required int BomLength { get; init; }

    public required char Delimiter { get; init; }

    public required byte[] NewLine { get; init; }

    /// <summary>Every header is in quotes, so new cells are too.</summary>
    public required bool QuotesAll { get; init; }

    public required IReadOnlyList<string> Headers { get; init; }

    public int ColumnOf(string header)
    {
        for (var column = 0; column < Headers.Count; column++)
            if (Headers[column] == header)
                return column;
        return -1;
    }

    /// <summary>The text of a raw cell, quotes resolved.</summary>
    public string Text(ReadOnlySpan<byte> raw, bool quoted)
    {
        var text = Encoding.GetString(raw);
        if (!quoted)
            return text;
        var close = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] != '"')
                continue;
            if (i + 1 >= text.Length || text[i + 1] != '"')
            {
                close = i;
                break;
            }
            i++;
        }
        var inside = text[1..close].Replace("\"\"", "\"", StringComparison.Ordinal);
        return close + 1 < text.Length ? inside + text[(close + 1)..] : inside;
    }

    /// <summary>A cell as it is written, in quotes where it needs them.</summary>
    public byte[] Cell(string text, bool quoted)
    {
        var needed =
            quoted
            || text.AsSpan().ContainsAny(['"', '\r', '\n', Delimiter])
            || (text.Length > 0 && (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])));
        return Encoding.GetBytes(
            needed ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text
        );
    }

    /// <summary>Reads the first line. The source is the caller's to dispose of.</summary>
    public static (CsvLayout Layout, ByteSource Source) Detect(string path, CsvOptions options)
    {
        var name = Path.GetFileName(path);
        var (encoding, transcoded) = EncodingOf(path, options.Encoding);
        var handle = File.OpenHandle(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        ByteSource source = new HandleSource(handle);
        if (transcoded is not null)
        {
            source.Dispose();
            source = new TranscodedSource(path, transcoded);
        }
        try
        {
            return (Read(source, name, encoding, transcoded, options), source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private static CsvLayout Read(
        ByteSource source,
        string name,
        Encoding encoding,
        Encoding? transcoded,
        CsvOptions options
    )
    {
        var head = new byte[64 * 1024];
        var length = source.Read(0, head);
        var isUtf8 = encoding is UTF8Encoding;
        var bom = isUtf8 && head.AsSpan(0, length).StartsWith("\uFEFF"u8) ? 3 : 0;
        var delimiter = DelimiterOf(options.Delimiter, head.AsSpan(bom, length - bom));
        var reader = new CsvRecordReader(source, (byte)delimiter, bom, 1);
        while (reader.Read() && reader.IsBlank) { }
        if (reader.Raw.IsEmpty)
            throw Invalid(
                $"{name} is empty.",
                "Its first line must hold the headers, such as: id,first name,last name,email"
            );
        if (reader.Unclosed)
            throw Invalid(
                $"{name} line {reader.Line}: a quote is opened in the header line and never closed.",
                "Close it."
            );
        if (isUtf8 && !Utf8.IsValid(reader.Raw))
            throw NotUtf8(name, reader.Raw, reader.Offset, reader.Line);
        var layout = new CsvLayout
        {
            Encoding = encoding,
            Transcoded = transcoded,
            BomLength = bom,
            Delimiter = delimiter,
            NewLine = reader.LineEnd.IsEmpty ? "\n"u8.ToArray() : reader.LineEnd.ToArray(),
            QuotesAll = reader.Cells.All(cell => cell.Quoted),
            Headers = [],
        };
        var headers = reader
            .Cells.Select((cell, i) => layout.Text(reader.RawCell(i), cell.Quoted).Trim())
            .ToArray();
        RefuseTwins(name, reader.Line, headers);
        return layout with { Headers = headers };
    }

    private static void RefuseTwins(string name, int line, string[] headers)
    {
        for (var column = 1; column < headers.Length; column++)
        {
            var first = Array.IndexOf(headers, headers[column]);
            if (first < column && headers[column].Length > 0)
                throw Invalid(
                    $"{name} line {line}: the header '{headers[column]}' is there twice, "
                        + $"in columns {first + 1} and {column + 1}.",
                    "Give each column its own header."
                );
        }
    }

    private static char DelimiterOf(string? option, ReadOnlySpan<byte> head) =>
        option switch
        {
            null or "" => DetectDelimiter(head),
            "tab" or "\\t" => '\t',
            [var one] when one is > '\0' and < '\x7f' and not ('"' or '\r' or '\n') => one,
            _ => throw Invalid(
                $"'{option}' is no delimiter.",
                "Give one ASCII character, such as , or ; or the word tab."
            ),
        };

    private static char DetectDelimiter(ReadOnlySpan<byte> head)
    {
        var (quoted, started) = (false, false);
        Span<int> counts = stackalloc int[4];
        foreach (var unit in head)
        {
            if (unit == (byte)'"')
                quoted = !quoted;
            if (!quoted && unit is (byte)'\n' or (byte)'\r')
            {
                if (started)
                    break;
                continue;
            }
            started = true;
            var which = ",;\t|".IndexOf((char)unit, StringComparison.Ordinal);
            if (!quoted && which >= 0)
                counts[which]++;
        }
        var best = 0;
        for (var i = 1; i < counts.Length; i++)
            if (counts[i] > counts[best])
                best = i;
        return ",;\t|"[best];
    }

    private static (Encoding Encoding, Encoding? Transcoded) EncodingOf(string path, string? name)
    {
        var strictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
        var encoding = name is null ? (Encoding?)ByMark(path) : Named(name);
        if (encoding is null or UTF8Encoding)
            return (strictUtf8, null);
        var ascii = string.Concat(Enumerable.Range(0, 128).Select(i => (char)i));
        return
            encoding.IsSingleByte
            && encoding.GetBytes(ascii).AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(ascii))
            ? (encoding, null)
            : (strictUtf8, encoding);
    }

    private static Encoding Named(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            return Encoding.GetEncoding(
                name,
                EncoderFallback.ExceptionFallback,
                DecoderFallback.ExceptionFallback
            );
        }
        catch (ArgumentException e)
        {
            throw new ConnectorException(
                ProblemKind.Invalid,
                $"'{name}' is no encoding known here.",
                e
            )
            {
                Hint = "Give a name such as utf-8, windows-1252, iso-8859-15 or utf-16.",
            };
        }
    }

    private static UnicodeEncoding? ByMark(string path)
    {
        using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        return (file.ReadByte(), file.ReadByte()) switch
        {
            (0xff, 0xfe) => new UnicodeEncoding(false, false, true),
            (0xfe, 0xff) => new UnicodeEncoding(true, false, true),
            _ => null,
        };
    }

    /// <summary>Names the line and the byte, counted from 0 as editors for bytes do.</summary>
    public static ConnectorException NotUtf8(
        string name,
        ReadOnlySpan<byte> raw,
        long offset,
        int line
    )
    {
        var position = 0;
        while (
            Rune.DecodeFromUtf8(raw[position..], out _, out var consumed)
                is System.Buffers.OperationStatus.Done
            && consumed > 0
        )
            position += consumed;
        var lines = raw[..position].Count((byte)'\n');
        return Invalid(
            $"{name} line {line + lines}: byte {offset + position} "
                + $"(0x{raw[Math.Min(position, raw.Length - 1)]:x2}) is not UTF-8.",
            "Save the file as UTF-8, or say what it is, such as `encoding: windows-1252`."
        );
    }

    public static ConnectorException Invalid(string message, string hint) =>
        new(ProblemKind.Invalid, message) { Hint = hint };

    /// <summary>Whether this text survives being written in the file's encoding.</summary>
    public bool CanHold(string text)
    {
        try
        {
            _ = (Transcoded ?? Encoding).GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
