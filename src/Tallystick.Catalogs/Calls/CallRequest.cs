using System.Text;
using System.Text.Json.Nodes;

namespace Tallystick.Catalogs.Calls;

/// <summary>A call as it goes out, but for the account's address and secret.</summary>
/// <param name="Path">With its parameters filled in and escaped: "/contacts/ocQH…/tasks".</param>
public sealed record CallRequest(CatalogOperation Operation, string Path)
{
    /// <summary>Names and values, not escaped.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>The version header, and header parameters. No credentials.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Null where nothing is sent.</summary>
    public CallBody? Body { get; init; }

    /// <summary>The path with its query, escaped.</summary>
    public string Target
    {
        get
        {
            var text = new StringBuilder(Path);
            var mark = '?';
            foreach (var (name, value) in Query)
            {
                text.Append(mark)
                    .Append(Uri.EscapeDataString(name))
                    .Append('=')
                    .Append(Uri.EscapeDataString(value));
                mark = '&';
            }
            return text.ToString();
        }
    }

    /// <summary>The same call with another value in the query.</summary>
    public CallRequest WithQuery(string name, string value) =>
        this with
        {
            Query =
            [
                .. Query.Where(q => q.Key != name),
                new KeyValuePair<string, string>(name, value),
            ],
        };

    /// <summary>The same call with other values in its JSON body; null takes a name out.</summary>
    public CallRequest WithBody(params IEnumerable<KeyValuePair<string, JsonNode?>> values)
    {
        var fields = (Body as CallBody.Json)?.Value?.DeepClone() as JsonObject ?? [];
        foreach (var (name, value) in values)
        {
            fields.Remove(name);
            if (value is not null)
                fields[name] = value.DeepClone();
        }
        return this with { Body = new CallBody.Json(fields) };
    }
}

/// <summary>What is sent along.</summary>
public abstract record CallBody
{
    private CallBody() { }

    public sealed record Json(JsonNode? Value) : CallBody
    {
        public string Text => Value?.ToJsonString(CallJson.Relaxed) ?? "null";
    }

    /// <summary>application/x-www-form-urlencoded.</summary>
    public sealed record Form(IReadOnlyList<KeyValuePair<string, string>> Values) : CallBody;

    /// <summary>multipart/form-data.</summary>
    public sealed record Multipart(IReadOnlyList<CallPart> Parts) : CallBody;
}

/// <summary>One part of a multipart body: a text, or a file that the sender reads.</summary>
public sealed record CallPart(string Name, string? Text, string? FilePath);
