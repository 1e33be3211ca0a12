using System.Text;
using Tallystick.Catalogs.Calls;

namespace Tallystick.Catalogs.Export;

/// <summary>A catalog as <c>.http</c> samples, which editors send at a click.</summary>
public static class HttpFileExport
{
    public static string Write(Catalog catalog, CatalogHelp help, ExportOptions options)
    {
        var samples = new ExportSamples(catalog, help);
        var calls = new StringBuilder();
        foreach (var operation in options.Chosen(catalog))
            Write(calls, samples, operation);
        var variables = ExportSamples
            .VariablesIn(calls.ToString())
            .Where(v => v is not ("baseUrl" or "token"))
            .Distinct()
            .Order(StringComparer.Ordinal);
        var text = new StringBuilder();
        text.Append("# ").Append(options.Title).Append(' ').Append(catalog.Surface).Append('\n');
        text.Append("@baseUrl = ").Append(options.BaseUrl).Append('\n').Append("@token =\n");
        foreach (var variable in variables)
            text.Append('@').Append(variable).Append(" =\n");
        return text.Append(calls).ToString();
    }

    private static void Write(StringBuilder text, ExportSamples samples, CatalogOperation operation)
    {
        var call = samples.Of(operation);
        text.Append("\n### ").Append(operation.Name).Append('\n');
        if (samples.HelpOf(operation) is { } help)
            text.Append("# ").Append(help).Append('\n');
        text.Append(operation.Method)
            .Append(" {{baseUrl}}")
            .Append(ExportSamples.WithVariables(call.Target))
            .Append('\n')
            .Append("Authorization: Bearer {{token}}\n");
        foreach (var (name, value) in call.Headers)
            text.Append(name).Append(": ").Append(value).Append('\n');
        switch (call.Body)
        {
            case CallBody.Json json:
                text.Append("Content-Type: application/json\n\n")
                    .Append(json.Value?.ToJsonString(ExportSamples.Pretty))
                    .Append('\n');
                break;
            case CallBody.Form form:
                text.Append("Content-Type: application/x-www-form-urlencoded\n\n")
                    .AppendJoin('&', form.Values.Select(v => $"{v.Key}={v.Value}"))
                    .Append('\n');
                break;
            case CallBody.Multipart multipart:
                Write(text, multipart);
                break;
            case null:
                break;
        }
    }

    private static void Write(StringBuilder text, CallBody.Multipart body)
    {
        text.Append("Content-Type: multipart/form-data; boundary=part\n\n");
        foreach (var part in body.Parts)
        {
            text.Append("--part\nContent-Disposition: form-data; name=\"").Append(part.Name);
            if (part.FilePath is { } path)
                text.Append("\"; filename=\"").Append(path).Append("\"\n\n< ./").Append(path);
            else
                text.Append("\"\n\n").Append(part.Text);
            text.Append('\n');
        }
        text.Append("--part--\n");
    }
}
