using System.Text.Json;
using System.Text.RegularExpressions;
using Tallystick.Catalogs;
using Tallystick.Catalogs.Export;

namespace Tallystick.Tests.Catalogs;

/// <summary>Exports hold a valid call of every operation, and nothing of an account.</summary>
public sealed partial class ExportTests
{
    private static readonly ExportOptions Options = new("HighLevel", "https://crm.example.com");

    public static TheoryData<string> Surfaces => ["2021", "v3"];

    [Theory]
    [MemberData(nameof(Surfaces))]
    public void A_Postman_collection_has_a_request_for_every_operation(string surface)
    {
        var catalog = Of(surface);

        var collection = JsonElement.Parse(
            PostmanExport.Write(catalog, BuiltInCatalogs.HighLevelHelp, Options)
        );

        var requests = collection
            .GetProperty("item")
            .EnumerateArray()
            .SelectMany(folder => folder.GetProperty("item").EnumerateArray())
            .Select(item => item.GetProperty("request"))
            .ToArray();
        requests.Length.ShouldBe(catalog.Operations.Count);
        foreach (var request in requests)
        {
            var url = request.GetProperty("url");
            url.GetProperty("raw").GetString()!.ShouldStartWith("{{baseUrl}}/");
            url.GetProperty("path").GetArrayLength().ShouldBePositive();
            request.GetProperty("header")[0].GetProperty("key").GetString().ShouldBe("Version");
            if (
                request.TryGetProperty("body", out var body)
                && body.GetProperty("mode").GetString() == "raw"
            )
                JsonElement.Parse(body.GetProperty("raw").GetString()!);
        }
        Names(collection).ShouldContain("locationId");
        Names(collection).ShouldContain("token");
    }

    [Fact]
    public void Variables_stay_variables_and_one_group_can_be_had_alone()
    {
        var text = HttpFileExport.Write(
            Of("2021"),
            BuiltInCatalogs.HighLevelHelp,
            Options with
            {
                Group = "businesses",
            }
        );

        Separator().Count(text).ShouldBe(5);
        text.ShouldContain("@baseUrl = https://crm.example.com\n@token =\n@businessId =\n");
        text.ShouldContain("PUT {{baseUrl}}/businesses/{{businessId}}\n");
        text.ShouldContain("Authorization: Bearer {{token}}\nVersion: 2021-07-28\n");
        text.ShouldNotContain("%7B");
    }

    [Theory]
    [MemberData(nameof(Surfaces))]
    public void Samples_for_editors_have_every_operation_once(string surface)
    {
        var catalog = Of(surface);

        var text = HttpFileExport.Write(catalog, BuiltInCatalogs.HighLevelHelp, Options);

        Separator()
            .Matches(text)
            .Select(m => m.Groups[1].Value)
            .ShouldBe(catalog.Operations.Select(o => o.Name));
    }

    private static IEnumerable<string?> Names(JsonElement collection) =>
        collection
            .GetProperty("variable")
            .EnumerateArray()
            .Select(v => v.GetProperty("key").GetString());

    private static Catalog Of(string surface) =>
        surface == "v3" ? BuiltInCatalogs.HighLevelV3 : BuiltInCatalogs.HighLevel2021;

    [GeneratedRegex("^### (.+)$", RegexOptions.Multiline)]
    private static partial Regex Separator();
}
