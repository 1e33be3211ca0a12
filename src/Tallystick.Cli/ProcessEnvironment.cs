namespace Tallystick.Cli;

/// <summary>The one place that reads the process's environment.</summary>
internal static class ProcessEnvironment
{
#pragma warning disable RS0030
    public static string? Get(string name) => Environment.GetEnvironmentVariable(name);
#pragma warning restore RS0030
}
