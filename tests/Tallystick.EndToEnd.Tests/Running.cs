using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Tallystick.EndToEnd.Tests;

/// <summary>A program that goes on until it is stopped, and what it says.</summary>
internal sealed class Running(Process process) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Running Up(string folder) => Start(folder, "up", "tallystick.yaml");

    public static bool Is(JsonElement line, string name) =>
        line.GetProperty("event").GetString() == name;

    public static Running Start(string folder, params string[] arguments)
    {
        var process = Tally.Start(folder, [.. arguments, "--output", "json"]);
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return new Running(process);
    }

    /// <summary>Reads on until a line is as wanted.</summary>
    public async Task<JsonElement> UntilAsync(Func<JsonElement, bool> isWanted)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            if (JsonElement.Parse(line) is var json && isWanted(json))
                return json;
        throw new InvalidOperationException("It ended without saying what was waited for.");
    }

    /// <summary>Stops it as a service manager does.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var id = process.Id.ToString(CultureInfo.InvariantCulture);
        using var kill = Process.Start("kill", ["-TERM", id]);
        await kill.WaitForExitAsync(limit.Token);
        await UntilAsync(e => Is(e, "stopped"));
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
