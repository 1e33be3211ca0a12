namespace Tallystick.Contract.Tests.OpenApi;

public sealed class DocumentsTests
{
    [Theory]
    [InlineData("POST", "/contacts/search")]
    [InlineData("PUT", "/contacts/abc")]
    [InlineData("GET", "/locations/abc/customFields")]
    public void The_official_documents_know_what_is_called(string method, string path)
    {
        if (OpenApiCatalog.Instance is not { } catalog)
            Assert.Skip(
                "No folder shared/ghl/openapi beside the repository (apps/*.json, apps/v3/*.json): exchanges were not held against the official documents."
            );
        else
            catalog.Find(OpenApiGeneration.V2021, method, path).ShouldNotBeNull();
    }
}
