using System.Text;
using Tallystick.HighLevel.Webhooks;

namespace Tallystick.Cli.Hooks;

/// <summary>
/// A recording that is appended to, a line for each webhook, on the disk before the sender is
/// answered. It is the memory of what was taken as well: a restart takes nothing twice.
/// </summary>
internal sealed class HookRecorder : IWebhookMemory, IAsyncDisposable
{
    private readonly WebhookMemory _ids = new();
    private readonly FileStream _file;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private HookRecorder(FileStream file) => _file = file;

    /// <exception cref="UserException">The file holds something else.</exception>
    public static async Task<HookRecorder> OpenAsync(
        string path,
        CancellationToken cancellationToken
    )
    {
        RecordedHook[] known = File.Exists(path) ? [.. Whole(path)] : [];
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.Read,
        };
        // It holds people's data.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var recorder = new HookRecorder(new FileStream(path, options));
        recorder._file.Seek(0, SeekOrigin.End);
        foreach (var hook in known)
            await recorder._ids.ClaimAsync(hook.WebhookId, hook.SentAt, cancellationToken);
        return recorder;
    }

    /// <exception cref="IOException">It is not on the disk.</exception>
    public async Task WriteAsync(RecordedHook hook, CancellationToken cancellationToken)
    {
        var line = Encoding.UTF8.GetBytes(hook.ToLine() + "\n");
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var before = _file.Position;
            try
            {
                await _file.WriteAsync(line, CancellationToken.None);
                _file.Flush(flushToDisk: true);
            }
            catch (IOException)
            {
                // Half a line would spoil the next one.
                _file.SetLength(before);
                throw;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public ValueTask<bool> ClaimAsync(
        string webhookId,
        DateTimeOffset sentAt,
        CancellationToken cancellationToken = default
    ) => _ids.ClaimAsync(webhookId, sentAt, cancellationToken);

    public ValueTask KeepAsync(
        string webhookId,
        DateTimeOffset sentAt,
        CancellationToken cancellationToken = default
    ) => _ids.KeepAsync(webhookId, sentAt, cancellationToken);

    public ValueTask ReleaseAsync(
        string webhookId,
        DateTimeOffset sentAt,
        CancellationToken cancellationToken = default
    ) => _ids.ReleaseAsync(webhookId, sentAt, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        _turn.Dispose();
    }

    /// <summary>A kill may have left half a line, whose sender was not answered: it is cut off.</summary>
    private static IEnumerable<RecordedHook> Whole(string path)
    {
        using (var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite))
        {
            var end = file.Length;
            while (end > 0)
            {
                file.Position = end - 1;
                if (file.ReadByte() == '\n')
                    break;
                end--;
            }
            file.SetLength(end);
        }
        return RecordedHook.ReadAll(path);
    }
}
