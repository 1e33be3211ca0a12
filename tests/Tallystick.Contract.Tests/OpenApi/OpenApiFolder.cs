namespace Tallystick.Contract.Tests.OpenApi;

/// <summary>
/// Finds the official API documents. They are not ours to copy, so they are kept beside the
/// repository; a clone without them runs the same tests with no exchange held against them.
/// </summary>
public static class OpenApiFolder
{
    private static readonly string Below = Path.Combine("shared", "ghl", "openapi");

    /// <summary>The first <c>shared/ghl/openapi</c> on the way up from the test assembly; null when there is none.</summary>
    public static string? Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, Below);
            if (Directory.Exists(folder))
                return folder;
        }
        return null;
    }
}
