namespace Tallystick.Cli;

/// <summary>What a command tells the shell.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;

    /// <summary>The command line or a file is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>Done, and a person has something to settle.</summary>
    public const int DoneWithIssues = 3;
}
