using Tallystick.Sandbox;
using Tallystick.Sandbox.Acme;

namespace Tallystick.Cli.Connections;

/// <summary>
/// For connections with the setting <c>sandbox</c>: the sandbox that listens at the base address is
/// used where one does; else one is started from its file for the time of the command.
/// </summary>
internal static class SandboxConnections
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);

    public static async Task<(Uri Address, IAsyncDisposable? Sandbox)> HighLevelAsync(
        string file,
        Uri address,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (await AnswersAsync(address, "_sandbox", cancellationToken))
            return (address, null);
        var options = new SandboxOptions
        {
            DataFile = file,
            Limits = false,
            SearchLag = TimeSpan.Zero,
        };
        var sandbox = await HighLevelSandbox.StartAsync(options, time, cancellationToken);
        return (sandbox.BaseAddress, sandbox);
    }

    public static async Task<(Uri Address, IAsyncDisposable? Sandbox)> AcmeAsync(
        string file,
        Uri? address,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (address is not null && await AnswersAsync(address, "_acme", cancellationToken))
            return (address, null);
        var options = new AcmeOptions { DataFile = file, Limits = false };
        var sandbox = await AcmeCrm.StartAsync(options, time, cancellationToken);
        return (sandbox.BaseAddress, sandbox);
    }

    private static async Task<bool> AnswersAsync(
        Uri address,
        string door,
        CancellationToken cancellationToken
    )
    {
        if (!address.IsLoopback)
            return false;
        using var http = new HttpClient { Timeout = ProbeTimeout };
        try
        {
            using var response = await http.GetAsync(new Uri(address, door), cancellationToken);
            return true;
        }
        catch (Exception e)
            when (e is HttpRequestException or TaskCanceledException
                && !cancellationToken.IsCancellationRequested
            )
        {
            return false;
        }
    }
}
