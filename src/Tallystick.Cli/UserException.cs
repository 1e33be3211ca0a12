namespace Tallystick.Cli;

/// <summary>Something the user can mend; told without a stack trace.</summary>
internal sealed class UserException(
    string message,
    string? hint = null,
    int exitCode = ExitCode.Failed
) : Exception(message)
{
    public string? Hint => hint;

    public int Code => exitCode;
}
