using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tallystick.Catalogs.Calls;

namespace Tallystick.Cli.Calls;

/// <summary>A call as text, with the secret hidden.</summary>
internal static class CallText
{
    private static readonly JsonSerializerOptions Pretty = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>As it would go over the wire.</summary>
    public static string Http(CallRequest request, CallAccount account)
    {
        var text = new StringBuilder();
        text.Append(request.Operation.Method)
            .Append(' ')
            .Append(CallMessage.AddressOf(request, account.BaseAddress).AbsoluteUri)
            .Append('\n');
        foreach (var (name, value) in Headers(request, account, "***"))
            text.Append(name).Append(": ").Append(value).Append('\n');
        if (BodyOf(request) is { } body)
            text.Append('\n').Append(body).Append('\n');
        return text.ToString();
    }

    /// <summary>A command for a POSIX shell; the token stands in a variable.</summary>
    public static string Curl(CallRequest request, CallAccount account)
    {
        var address = CallMessage.AddressOf(request, account.BaseAddress).AbsoluteUri;
        var parts = new List<string> { $"curl -X {request.Operation.Method} {Quote(address)}" };
        foreach (var (name, value) in Headers(request, account, $"${account.Variable}"))
            parts.Add(
                name == account.Header.Name
                    ? $"-H \"{name}: {value}\""
                    : $"-H {Quote($"{name}: {value}")}"
            );
        switch (request.Body)
        {
            case CallBody.Json json:
                parts.Add($"--data-binary {Quote(json.Text)}");
                break;
            case CallBody.Form form:
                parts.AddRange(
                    form.Values.Select(v => $"--data-urlencode {Quote($"{v.Key}={v.Value}")}")
                );
                break;
            case CallBody.Multipart multipart:
                parts.AddRange(
                    multipart.Parts.Select(p =>
                        p.FilePath is { } path
                            ? $"-F {Quote($"{p.Name}=@{path}")}"
                            : $"--form-string {Quote($"{p.Name}={p.Text}")}"
                    )
                );
                break;
            case null:
                break;
        }
        return string.Join(" \\\n  ", parts);
    }

    /// <summary>JSON as a person reads it.</summary>
    public static string Indented(JsonElement json) => JsonSerializer.Serialize(json, Pretty);

    private static IEnumerable<(string Name, string Value)> Headers(
        CallRequest request,
        CallAccount account,
        string secret
    )
    {
        if (account.Header.Name.Length > 0)
            yield return (account.Header.Name, account.Header.Scheme + secret);
        foreach (var (name, value) in request.Headers)
            yield return (name, value);
        yield return ("Accept", "application/json");
        if (request.Body is CallBody.Json)
            yield return ("Content-Type", "application/json");
    }

    private static string? BodyOf(CallRequest request) =>
        request.Body switch
        {
            CallBody.Json json => json.Value?.ToJsonString(Pretty) ?? "null",
            CallBody.Form form => string.Join('\n', form.Values.Select(v => $"{v.Key}={v.Value}")),
            CallBody.Multipart multipart => string.Join(
                '\n',
                multipart.Parts.Select(p => $"{p.Name}={(p.FilePath is { } f ? $"@{f}" : p.Text)}")
            ),
            _ => null,
        };

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''")}'";
}
