using System.Diagnostics;
using System.Text.Json;
using Tallystick.Sandbox;
using Tallystick.Sandbox.Acme;

namespace Tallystick.EndToEnd.Tests;

/// <summary>The built program as a user runs it.</summary>
internal static class Tally
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(8);

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "tally");

    public static Process Start(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // Master keys of key stores belong to the test as well.
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(folder, ".config");
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>What every program of the tests finds in its environment besides.</summary>
    private static Dictionary<string, string> Environment { get; } =
        new()
        {
            ["TEST_FULL_TOKEN"] = HighLevelSandbox.DefaultToken,
            ["TEST_READER_TOKEN"] = "pit-sandbox-readonly",
            ["TEST_ACME_SECRET"] = AcmeCrm.DefaultClientSecret,
            ["TEST_ACME_KEY"] = new AcmeOptions().ApiKey,
            ["TEST_WRONG_TOKEN"] = "pit-sandbox-unknown",
        };

    public static async Task<TallyResult> RunAsync(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeLimit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"tally {string.Join(' ', arguments)} took longer than {TimeLimit}."
            );
        }
        return new TallyResult(process.ExitCode, await output, await error);
    }

    /// <summary>Runs with <c>--output json</c>.</summary>
    public static Task<TallyResult> JsonAsync(string folder, params string[] arguments) =>
        RunAsync(folder, [.. arguments, "--output", "json"]);
}

internal sealed record TallyResult(int ExitCode, string Output, string Error)
{
    public IReadOnlyList<JsonElement> Lines { get; } =
    [
        .. Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(l => l[0] == '{')
            .Select(l => JsonElement.Parse(l)),
    ];

    public JsonElement Last => Lines[^1];

    public IEnumerable<JsonElement> Events(string name) =>
        Lines.Where(l => l.GetProperty("event").GetString() == name);

    /// <summary>Shouts with everything the program said when the exit code is another.</summary>
    public TallyResult ShouldExit(int code)
    {
        ExitCode.ShouldBe(code, $"{Output[^Math.Min(4000, Output.Length)..]}\n{Error}");
        return this;
    }
}

internal static class JsonSteps
{
    /// <summary>A number by its path, such as "created.left".</summary>
    public static long Number(this JsonElement element, string path) =>
        path.Split('.').Aggregate(element, (at, name) => at.GetProperty(name)).GetInt64();
}
