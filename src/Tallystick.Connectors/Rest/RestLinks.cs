using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.Rest;

/// <summary>Follows links to next pages, on the app's own host only.</summary>
internal static class RestLinks
{
    /// <exception cref="ConnectorException">The link leads elsewhere, or in a circle.</exception>
    public static RestCursor? Next(
        RestClient client,
        RestManifest manifest,
        RestPaging.Link paging,
        RestAnswer answer,
        RestCursor at,
        string operation
    )
    {
        if (LinkIn(paging, answer) is not { } link)
            return null;
        var address = new Uri(answer.Address, link);
        // The credentials go along: they are for this app alone.
        if (Origin(address) != Origin(client.BaseUrl))
            throw new ConnectorException(
                ProblemKind.Permanent,
                $"{manifest.Title} sent {operation} on to another place, {address.Authority}."
            )
            {
                Operation = operation,
                Hint = "Correct the base URL if the app has moved there.",
            };
        // A cursor is stored: a key in the query must not be.
        var next = client.WithoutSecret(address).PathAndQuery;
        return next == at.Link ? throw Circle(manifest, operation) : new RestCursor { Link = next };
    }

    public static ConnectorException Circle(RestManifest manifest, string operation) =>
        new(
            ProblemKind.Permanent,
            $"{manifest.Title} names the same page as the next one again in {operation}."
        )
        {
            Operation = operation,
            Hint = "Check 'paging' of this listing in the manifest.",
        };

    private static Uri? LinkIn(RestPaging.Link paging, RestAnswer answer)
    {
        if (paging.Next is not { } path)
            return answer.NextLink;
        var text = answer.Document is { } document
            ? RecordReader.Scalar(path.Find(document.RootElement))
            : null;
        return
            !string.IsNullOrEmpty(text)
            && Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri)
            ? uri
            : null;
    }

    private static string Origin(Uri uri) => uri.GetLeftPart(UriPartial.Authority);
}
