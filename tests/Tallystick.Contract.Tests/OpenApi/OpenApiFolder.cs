namespace Tallystick.Contract.Tests.OpenApi;

/// <summary>Finds the folder of official documents, which is kept beside the repository.</summary>
public static class OpenApiFolder
{
    private static readonly string Below = Path.Combine("shared", "ghl", "openapi");

    /// <summary>The first <c>shared/ghl/openapi</c> on the way up from the test assembly.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static string Find() => Find(AppContext.BaseDirectory);

    public static string Find(string start)
    {
        for (var at = new DirectoryInfo(start); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, Below);
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }
        throw new DirectoryNotFoundException(
            $"No folder '{Below}' in '{start}' or above it. The contract tests need the official "
                + "HighLevel OpenAPI documents there: apps/*.json and apps/v3/*.json."
        );
    }
}
