using System.Text;
using System.Text.Json;
using Tallystick.Catalogs;
using Tallystick.Catalogs.Calls;
using Tallystick.Cli.Output;
using Tallystick.Connectors.Calls;
using Tallystick.Core.Connectors;

namespace Tallystick.Cli.Calls;

/// <summary>One call from the command line: checked, shown or sent, and its answer told.</summary>
internal sealed class CallRun(
    Terminal terminal,
    CallAccount account,
    Catalog catalog,
    CatalogOperation operation,
    TimeProvider time
)
{
    /// <summary>Pauses that nobody would notice are not told of.</summary>
    private static readonly TimeSpan WorthTelling = TimeSpan.FromSeconds(1);

    public bool IsUnchecked { get; init; }

    public bool IsConfirmed { get; init; }

    public int PagesMax { get; init; } = int.MaxValue;

    public string? SavePath { get; init; }

    /// <summary>A walk needs a place to start, where the operation requires one to be named.</summary>
    public static IReadOnlyDictionary<string, string> WithStarts(
        IReadOnlyDictionary<string, string> known
    ) => PageWalk.Starts.Concat(known).ToDictionary(k => k.Key, k => k.Value);

    /// <exception cref="UserException">It does not fit the catalog; every fault was told.</exception>
    public CallRequest Build(CallInput input)
    {
        var draft = CallBuilder.Build(catalog, operation, input);
        if (draft.Request is { } request && (draft.Faults.Count == 0 || IsUnchecked))
        {
            foreach (var fault in draft.Faults)
                terminal.Error.WriteLine($"tally: warning: {fault}");
            CheckFiles(request);
            return request;
        }
        foreach (var fault in draft.Faults)
            terminal.Emit(
                "fault",
                w =>
                {
                    w.WriteString("field", fault.Field);
                    w.WriteString("problem", fault.Problem);
                    w.WriteString("hint", fault.Hint);
                }
            );
        throw new UserException(
            $"{operation.Name} was not sent:\n"
                + string.Join('\n', draft.Faults.Select(f => $"  {f}")),
            $"tally catalog show {operation.Name} tells what it takes. "
                + (draft.Request is null ? "" : "--unchecked sends it all the same."),
            ExitCode.Usage
        );
    }

    public int Show(CallRequest request)
    {
        terminal.Emit(
            "request",
            w =>
            {
                w.WriteString("operation", operation.Name);
                w.WriteString("method", operation.Method);
                w.WriteString(
                    "url",
                    CallMessage.AddressOf(request, account.BaseAddress).AbsoluteUri
                );
                w.WriteStartObject("headers");
                foreach (var (name, value) in request.Headers)
                    w.WriteString(name, value);
                w.WriteEndObject();
                if (request.Body is CallBody.Json json)
                {
                    w.WritePropertyName("body");
                    w.WriteRawValue(json.Text);
                }
            }
        );
        Print(CallText.Http(request, account).TrimEnd('\n'));
        return ExitCode.Done;
    }

    public int ShowCurl(CallRequest request)
    {
        var text = CallText.Curl(request, account);
        terminal.Emit("curl", w => w.WriteString("command", text));
        Print(text);
        return ExitCode.Done;
    }

    public async Task<int> CallAsync(CallRequest request, CancellationToken cancellationToken)
    {
        Confirm();
        var answer = await SendAsync(Sender(), request, cancellationToken);
        if (SavePath is { } path)
        {
            await File.WriteAllBytesAsync(path, answer.Body, cancellationToken);
            terminal.Say($"{answer.Body.Length} bytes of {answer.ContentType}: {path}");
            terminal.Emit(
                "saved",
                w =>
                {
                    w.WriteString("path", path);
                    w.WriteNumber("bytes", answer.Body.Length);
                }
            );
            return ExitCode.Done;
        }
        var json = JsonOf(answer);
        terminal.Emit("answer", w => Write(w, answer, json));
        if (json is { } body)
            Print(CallText.Indented(body));
        else if (answer.Body.Length > 0)
            Print(TextOf(answer));
        return ExitCode.Done;
    }

    public async Task<int> ListAsync(CallRequest request, CancellationToken cancellationToken)
    {
        if (!operation.IsRead)
            throw new UserException(
                $"{operation.Name} is no listing, so there is nothing for --all to follow.",
                null,
                ExitCode.Usage
            );
        var sender = Sender();
        var walk = new PageWalk(catalog, request);
        var (rows, pages) = (0L, 0);
        var output = new RowWriter(terminal);
        try
        {
            while (walk.Next is { } next && pages < PagesMax)
            {
                var answer = await SendAsync(sender, next, cancellationToken);
                pages++;
                foreach (var row in walk.Take(JsonOf(answer) ?? throw NoJson()))
                {
                    output.Write(row);
                    rows++;
                }
            }
        }
        catch (CatalogException e)
        {
            throw new UserException(e.Message, "The rows so far were printed.");
        }
        finally
        {
            output.End();
        }
        terminal.Emit(
            "listed",
            w =>
            {
                w.WriteNumber("rows", rows);
                w.WriteNumber("pages", pages);
                w.WriteBoolean("whole", walk.Next is null);
            }
        );
        if (walk.Next is not null)
            throw new UserException(
                $"There are more than {pages} pages; the rows so far were printed.",
                "Raise --pages, or ask for larger pages with the operation's own field."
            );
        return ExitCode.Done;
    }

    /// <summary>Programs are told of a refusal what its sentence cannot tell them.</summary>
    private async Task<CallAnswer> SendAsync(
        RetriedCalls sender,
        CallRequest request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await sender.SendAsync(request, cancellationToken);
        }
        catch (ConnectorException e)
        {
            terminal.Emit(
                "refused",
                w =>
                {
                    w.WriteString("operation", operation.Name);
                    w.WriteString("kind", e.Kind.ToString());
                    w.WriteString("duplicateOf", e.DuplicateOf);
                    w.WriteString("traceId", e.TraceId);
                    w.WriteBoolean("mayHaveHappened", e.MayHaveHappened);
                }
            );
            throw;
        }
    }

    private void Confirm()
    {
        if (!operation.IsDelete || IsConfirmed || account.BaseAddress.IsLoopback)
            return;
        if (
            terminal.IsInteractive
            && Spectre.Console.AnsiConsoleExtensions.Confirm(
                terminal.Console,
                $"{operation.Name} takes something away at {account.BaseAddress.Host}. Do it?",
                defaultValue: false
            )
        )
            return;
        throw new UserException(
            $"{operation.Name} takes something away, and was not sent.",
            "Say --yes to do it, or --dry-run to look at it.",
            ExitCode.Usage
        );
    }

    private RetriedCalls Sender() =>
        new(
            account.Calls,
            time,
            // Chance only spreads waits here; the process's start is seed enough.
            new Random(unchecked((int)time.GetTimestamp())),
            (problem, pause) =>
            {
                if (pause >= WorthTelling)
                    terminal.Error.WriteLine(
                        $"tally: waiting {pause.TotalSeconds:0.#} s: {problem.Message}"
                    );
            }
        );

    private static void CheckFiles(CallRequest request)
    {
        if (request.Body is not CallBody.Multipart multipart)
            return;
        foreach (var part in multipart.Parts)
            if (part.FilePath is { } path && !File.Exists(path))
                throw new UserException(
                    $"{part.Name}: there is no file '{path}'.",
                    null,
                    ExitCode.Usage
                );
    }

    private void Write(Utf8JsonWriter writer, CallAnswer answer, JsonElement? json)
    {
        writer.WriteString("operation", operation.Name);
        writer.WriteNumber("status", answer.Status);
        if (json is { } body)
        {
            writer.WritePropertyName("body");
            body.WriteTo(writer);
        }
        else if (answer.Body.Length > 0)
            writer.WriteString("text", TextOf(answer));
    }

    private static JsonElement? JsonOf(CallAnswer answer)
    {
        try
        {
            return answer.Body.Length == 0 ? null : JsonElement.Parse(answer.Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string TextOf(CallAnswer answer) =>
        answer.ContentType is null or { Length: 0 }
        || answer.ContentType.StartsWith("text/", StringComparison.Ordinal)
        || answer.ContentType.EndsWith("json", StringComparison.Ordinal)
        || answer.ContentType.EndsWith("xml", StringComparison.Ordinal)
            ? Encoding.UTF8.GetString(answer.Body)
            : throw new UserException(
                $"The answer is {answer.Body.Length} bytes of {answer.ContentType}.",
                "Say --save FILE to keep it."
            );

    private UserException NoJson() =>
        new(
            $"{operation.Name} answered without JSON.",
            "Call it without --all to see what it says."
        );

    private void Print(string text)
    {
        if (!terminal.IsJson)
            terminal.Out.WriteLine(text);
    }
}
