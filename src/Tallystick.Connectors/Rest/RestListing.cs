using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;

namespace Tallystick.Connectors.Rest;

/// <summary>One listing: asks for its pages and keeps rows from slipping between them.</summary>
internal sealed class RestListing(
    RestClient client,
    RestManifest manifest,
    RestObject type,
    RecordReader reader,
    string operation
)
{
    private const int AnchorsMax = 5;
    private const int SlipsMax = 50;

    private readonly RestPaging _paging = type.List.Paging;

    /// <summary>Sent with every page.</summary>
    public List<KeyValuePair<string, string>> Params { get; } = [];

    /// <summary>What the app cannot narrow by, and we do.</summary>
    public List<(RestField Field, string Value)> Wanted { get; } = [];

    public FindSieve? Sieve { get; set; }

    /// <summary>Below the base URL; the path of the manifest's listing when null.</summary>
    public string? Path { get; init; }

    /// <summary>Rows to ask for; the manifest's size when null.</summary>
    public int? Size { get; init; }

    /// <param name="seen">Ids that are not to come again; gathers those that came.</param>
    public async Task<Page> ReadAsync(
        string? cursor,
        ISet<string> seen,
        CancellationToken cancellationToken
    )
    {
        var at = cursor is null ? RestCursor.Start(_paging) : RestCursor.Parse(cursor);
        var slips = at.Slips;
        while (true)
        {
            using var answer = await client.SendAsync(RequestAt(at), cancellationToken);
            var rows = RowsOf(answer);
            var anchor = AnchorIn(rows, at);
            var hasSlipped = at is { Offset: > 0, Anchors.Count: > 0 } && anchor is null;
            if (hasSlipped && slips < SlipsMax)
            {
                // Rows before this place are gone or have moved: what followed them slid forward.
                at = at with
                {
                    Offset = Math.Max(0, at.Offset - Math.Max(1, SizeAsked - 1)),
                    Slips = slips + 1,
                };
                continue;
            }
            var page = Make(answer, rows, at, skip: anchor is 0 ? 1 : 0, seen);
            return hasSlipped ? page with { Faults = [.. page.Faults, Restless(at)] } : page;
        }
    }

    // Without a stable order no listing is ever whole, and going back would never end.
    private RowFault Restless(RestCursor at) =>
        new(
            $"{operation} after row {at.Offset}",
            $"The order of {manifest.Title}'s records changes while they are listed, so some may be missing. Add a stable order to 'params' of the listing."
        );

    private int SizeAsked => Size ?? _paging.Size;

    private RestRequest RequestAt(RestCursor at)
    {
        if (at.Link is { } link)
            return new RestRequest(operation, HttpMethod.Get, link)
            {
                IsFromHost = true,
                NamesRecord = Path is not null,
            };
        var query = new List<KeyValuePair<string, string>>(Params);
        if (_paging.SizeParam is { } sizeParam)
            query.Add(new(sizeParam, Text(SizeAsked)));
        switch (_paging)
        {
            case RestPaging.Offset offset:
                query.Add(new(offset.Param, Text(at.Offset)));
                break;
            case RestPaging.Number number:
                query.Add(new(number.Param, Text(at.Page)));
                break;
            case RestPaging.Cursor token when at.Token is not null:
                query.Add(new(token.Param, at.Token));
                break;
            default:
                break;
        }
        return new RestRequest(operation, HttpMethod.Get, Path ?? type.List.Path)
        {
            Query = query,
            NamesRecord = Path is not null,
        };
    }

    private Page Make(RestAnswer answer, Rows rows, RestCursor at, int skip, ISet<string> seen)
    {
        var records = new List<Record>(rows.Count);
        var faults = new List<RowFault>();
        var number = 0;
        foreach (var row in rows.Elements)
        {
            if (number++ < skip)
                continue;
            Sieve?.Look(row);
            Add(row, number, records, faults, seen);
        }
        var total = TotalOf(answer);
        if (IsCutShort(rows, at, total))
            faults.Add(
                new(
                    $"{operation} after row {at.Offset}",
                    $"{manifest.Title} speaks of {total} records but stops before. Check its filters and the rights of these credentials."
                )
            );
        return new Page(records, NextOf(answer, rows, at, total)?.ToString())
        {
            Faults = faults,
            Total = Wanted.Count is 0 ? total : null,
        };
    }

    private void Add(
        JsonElement row,
        int number,
        List<Record> records,
        List<RowFault> faults,
        ISet<string> seen
    )
    {
        var id = (string?)null;
        try
        {
            if (row.ValueKind is not JsonValueKind.Object)
                throw new WireException("this is no record");
            id = reader.IdOf(row);
            var record = reader.Read(row);
            if (IsWanted(row) && seen.Add(record.Id))
                records.Add(record);
        }
        catch (WireException e)
        {
            // One that belongs to nobody is known by its own id: it hides no other record.
            id ??=
                row.ValueKind is JsonValueKind.Object && reader.OwnIdOf(row) is { } own
                    ? RestId.Join("", own)
                    : null;
            faults.Add(
                new(
                    id is null ? $"{operation}, row {number} of a page" : $"{type.Name} {id}",
                    $"{e.Message}. Correct the record in {manifest.Title}, or the manifest.",
                    id
                )
            );
        }
    }

    private bool IsWanted(JsonElement row)
    {
        foreach (var (field, value) in Wanted)
            if (
                RecordReader.TryRead(row, field) is not { } found
                || !(value.Length is 0 ? found.IsEmpty : found.Items.Contains(value))
            )
                return false;
        return true;
    }

    // An app that counts records which it does not show has not listed everything.
    private bool IsCutShort(Rows rows, RestCursor at, long? total) =>
        _paging is RestPaging.Offset
        && (rows.Count is 0 || HasNothingNew(rows, at))
        && at.Offset + rows.Count < total;

    private bool HasNothingNew(Rows rows, RestCursor at) =>
        at.Anchors is [.., var last] && rows.Count > 0 && AnchorOf(rows.Elements[^1]) == last;

    private RestCursor? NextOf(RestAnswer answer, Rows rows, RestCursor at, long? total) =>
        _paging switch
        {
            RestPaging.Offset => NextOffset(rows, at, total),
            RestPaging.Number number => NextPage(number, rows, at, total),
            RestPaging.Cursor token => NextToken(answer, token, at),
            RestPaging.Link link => RestLinks.Next(client, manifest, link, answer, at, operation),
            _ => null,
        };

    private RestCursor? NextOffset(Rows rows, RestCursor at, long? total)
    {
        if (rows.Count is 0 || IsLast(rows, at.Offset, total) || HasNothingNew(rows, at))
            return null;
        // The last row is asked for once more: that it is still there proves that nothing slipped.
        var overlap = rows.Count > 1 ? 1 : 0;
        var next = at.Offset + rows.Count - overlap;
        return new RestCursor
        {
            Offset = next,
            Anchors = overlap is 0 ? [] : [.. rows.Elements.TakeLast(AnchorsMax).Select(AnchorOf)],
            Furthest = Math.Max(at.Furthest, next),
            Slips = next > at.Furthest && at.Slips < SlipsMax ? 0 : at.Slips,
        };
    }

    // Numbered pages cannot overlap: when there are fewer records than before, go back as far as
    // they may have slid.
    private RestCursor? NextPage(RestPaging.Number number, Rows rows, RestCursor at, long? total)
    {
        var gone = Math.Max(0, (at.Total ?? 0) - (total ?? at.Total ?? 0));
        if (gone is 0 && (rows.Count is 0 || IsLast(rows, at.Offset, total)))
            return null;
        if (gone is 0)
            return new RestCursor
            {
                Page = at.Page + 1,
                Offset = at.Offset + rows.Count,
                Total = total,
            };
        var back = (int)Math.Min(at.Page - number.First, (gone + SizeAsked - 1) / SizeAsked);
        return new RestCursor
        {
            Page = at.Page - back,
            Offset = Math.Max(0, at.Offset - back * SizeAsked),
            Total = total,
        };
    }

    private bool IsLast(Rows rows, int before, long? total) =>
        total is { } all
            ? before + rows.Count >= all
            // A size that was not asked for is a guess, and proves nothing.
            : _paging.SizeParam is not null && rows.Count < SizeAsked;

    private RestCursor? NextToken(RestAnswer answer, RestPaging.Cursor paging, RestCursor at)
    {
        var token = answer.Document is { } document
            ? RecordReader.Scalar(paging.Next.Find(document.RootElement))
            : null;
        if (string.IsNullOrEmpty(token))
            return null;
        return token == at.Token
            ? throw RestLinks.Circle(manifest, operation)
            : new RestCursor { Token = token };
    }

    private Rows RowsOf(RestAnswer answer)
    {
        var list =
            answer.Document is not { } document ? null
            : type.List.Items is { } path ? path.Find(document.RootElement)
            : document.RootElement;
        return list switch
        {
            { ValueKind: JsonValueKind.Array } array => new Rows([.. array.EnumerateArray()]),
            // Some apps write an empty list as null.
            { ValueKind: JsonValueKind.Null } when type.List.Items is not null => new Rows([]),
            _ => throw new ConnectorException(
                ProblemKind.Permanent,
                $"{manifest.Title} answered {operation} without a list{(type.List.Items is { } items ? $" at '{items}'" : "")}."
            )
            {
                Operation = operation,
                Hint = "Check the base URL, and 'items' of this listing in the manifest.",
            },
        };
    }

    private long? TotalOf(RestAnswer answer) =>
        answer.Document is { } document
        && long.TryParse(
            RecordReader.Scalar(type.List.Total?.Find(document.RootElement)),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var total
        )
            ? total
            : null;

    /// <summary>Where the first anchor stands among the rows; null when none does.</summary>
    private int? AnchorIn(Rows rows, RestCursor at)
    {
        if (at.Anchors.Count is 0)
            return null;
        for (var i = 0; i < rows.Count; i++)
            if (at.Anchors.Contains(AnchorOf(rows.Elements[i])))
                return i;
        return null;
    }

    // With its time: a row that changed meanwhile may have changed its place as well.
    private string AnchorOf(JsonElement row)
    {
        var id = row.ValueKind is JsonValueKind.Object ? reader.IdOf(row) : null;
        return id is null
            ? "#" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(row.GetRawText())))
            : id + "@" + RecordReader.Scalar(type.Modified?.Path.Find(row));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Rows(JsonElement[] Elements)
    {
        public int Count => Elements.Length;
    }
}
