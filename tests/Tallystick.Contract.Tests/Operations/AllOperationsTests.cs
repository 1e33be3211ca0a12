using Tallystick.Catalogs;

namespace Tallystick.Contract.Tests.Operations;

/// <summary>Every operation of both generations, called with what its catalog entry requires.</summary>
public sealed class AllOperationsTests
{
    /// <summary>The exchange of a code that a person got by consenting: see the tests of OAuth.</summary>
    private const string NeedsAPerson = "oauth.get-access-token";

    [Theory]
    [InlineData("2021")]
    [InlineData("v3")]
    public async Task Every_operation_takes_its_sample_and_answers_as_documented(string surface)
    {
        var catalog = CatalogOf(surface);
        await using var calls = await OperationCalls.StartAsync();
        var refused = new List<string>();

        // Deletes last, long paths before short ones: others need what they take away.
        var operations = catalog
            .Operations.Where(o => o.Name != NeedsAPerson)
            .OrderBy(o => o.Method == "DELETE")
            .ThenByDescending(o => o.Path.Count(c => c == '/'))
            .ThenBy(o => o.Name == "contacts.delete");
        foreach (var operation in operations)
        {
            var (status, text) = await calls.SendAsync(catalog, operation);
            if (status is < 200 or >= 300)
                refused.Add(
                    $"{operation.Name} {operation.Method} {operation.Path}: {status} {text}"
                );
        }

        refused.ShouldBeEmpty(string.Join('\n', refused));
        calls.Handler.Deviations.ShouldBeEmpty(string.Join('\n', calls.Handler.Deviations));
    }

    [Theory]
    [InlineData("2021")]
    [InlineData("v3")]
    public async Task A_property_that_no_document_names_is_refused_by_its_name(string surface)
    {
        var catalog = CatalogOf(surface);
        await using var calls = await OperationCalls.StartAsync();
        var taken = new List<string>();

        var operations = catalog.Operations.Where(o =>
            o.Name != NeedsAPerson && HasListedFields(catalog, o)
        );
        foreach (var operation in operations)
        {
            var (status, text) = await calls.SendAsync(
                catalog,
                operation,
                body => body["notDocumented"] = 1
            );
            if (status != 422 || !text.Contains("property notDocumented should not exist"))
                taken.Add($"{operation.Name} {operation.Method} {operation.Path}: {status} {text}");
        }

        taken.ShouldBeEmpty(string.Join('\n', taken));
    }

    private static bool HasListedFields(Catalog catalog, CatalogOperation operation) =>
        operation.Body is { ContentType: "application/json", Type.Shape: { } name }
        && catalog.Shapes[name] is { Open: false, Fields.Count: > 0 };

    private static Catalog CatalogOf(string surface) =>
        surface == "v3" ? BuiltInCatalogs.HighLevelV3 : BuiltInCatalogs.HighLevel2021;
}
