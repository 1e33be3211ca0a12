using System.Text.Json.Nodes;
using NJsonSchema;
using Tallystick.Connectors.Rest;
using Tallystick.Core.Yaml;
using YamlDotNet.RepresentationModel;

namespace Tallystick.Contract.Tests.Connectors;

/// <summary>The schema for editors, the reader, the reference page and Acme's manifest agree.</summary>
public sealed class RestManifestSchemaTests
{
    private const string Stranger = "no-such-key";

    private static string Root { get; } = FindRoot();

    private static JsonObject Schema => JsonNode.Parse(RestManifestSchema.Write())!.AsObject();

    [Fact]
    public void The_schema_in_the_repository_is_the_vocabulary() =>
        Read("connectors/connector.schema.json").ShouldBe(RestManifestSchema.Write());

    [Fact]
    public void The_reference_page_has_every_key() =>
        Read("docs/reference/manifest.md").ShouldContain(RestManifestReference.Write());

    [Fact]
    public async Task Every_manifest_that_comes_along_fits_the_schema()
    {
        RestManifests.Names.ShouldContain("acme");
        foreach (var name in RestManifests.Names)
            await ShouldFitAsync(Read($"connectors/{name}.yaml"));
    }

    [Fact]
    public async Task The_example_of_the_reference_page_fits_the_schema_and_can_be_read()
    {
        var page = Read("docs/reference/manifest.md");
        var start = page.IndexOf("```yaml\n", StringComparison.Ordinal) + 8;
        var yaml = page[start..page.IndexOf("```", start, StringComparison.Ordinal)];

        await ShouldFitAsync(yaml);
        RestManifest.Parse(yaml, "manifest.md").Objects.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_schema_refuses_a_key_that_is_not_in_the_vocabulary()
    {
        var schema = await JsonSchema.FromJsonAsync(RestManifestSchema.Write());
        var yaml = Read("connectors/acme.yaml").Replace("title:", "titel:");

        schema.Validate(ToJson(yaml)).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("manifest", "")]
    [InlineData("auth", "auth")]
    [InlineData("limit", "limits.0")]
    [InlineData("limit-headers", "limit-headers")]
    [InlineData("errors", "errors")]
    [InlineData("object", "objects.thing")]
    [InlineData("version", "objects.thing.version")]
    [InlineData("time", "objects.thing.modified")]
    [InlineData("list", "objects.thing.list")]
    [InlineData("paging", "objects.thing.list.paging")]
    [InlineData("changed-since", "objects.thing.list.changed-since")]
    [InlineData("get", "objects.thing.get")]
    [InlineData("create", "objects.thing.create")]
    [InlineData("update", "objects.thing.update")]
    [InlineData("delete", "objects.thing.delete")]
    [InlineData("field", "objects.thing.fields.name")]
    public void The_reader_knows_exactly_the_keys_of_the_schema(string section, string place)
    {
        var manifest = Whole();
        var at = place
            .Split('.', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(
                (JsonNode)manifest,
                (node, name) => node is JsonArray list ? list[int.Parse(name)]! : node[name]!
            );
        at[Stranger] = 1;

        // JSON is YAML, too.
        var error = Should.Throw<DocumentException>(() =>
            RestManifest.Parse(manifest.ToJsonString(), "test.yaml")
        );

        var hint = error.Errors.Single().Hint.ShouldNotBeNull();
        var allowed = hint[(hint.IndexOf("here: ", StringComparison.Ordinal) + 6)..].TrimEnd('.');
        allowed.Split(", ").Order().ShouldBe(KeysOf(section).Order());
    }

    [Fact]
    public void Every_section_of_the_schema_is_held_to_the_reader()
    {
        var tested = typeof(RestManifestSchemaTests)
            .GetMethod(nameof(The_reader_knows_exactly_the_keys_of_the_schema))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false)
            .Cast<InlineDataAttribute>()
            .Select(d => (string)d.Data[0]!);

        tested
            .Order()
            .ShouldBe(
                Schema["definitions"]!.AsObject().Select(d => d.Key).Append("manifest").Order()
            );
    }

    private static IEnumerable<string> KeysOf(string section)
    {
        var node = section is "manifest" ? Schema : Schema["definitions"]![section]!;
        return node["properties"]!.AsObject().Select(p => p.Key);
    }

    /// <summary>A manifest that has every section once.</summary>
    private static JsonObject Whole() =>
        JsonNode
            .Parse(
                """
                {
                  "app": "thing", "title": "Thing", "auth": { "kind": "none" },
                  "limits": [{ "calls": 5, "window": "1s" }],
                  "limit-headers": { "remaining": "X-Left" },
                  "errors": { "message": "error" },
                  "objects": { "thing": {
                    "id": "id", "version": { "path": "version" }, "modified": { "path": "at" },
                    "list": {
                      "get": "/things", "paging": { "kind": "none" },
                      "changed-since": { "param": "since" }
                    },
                    "get": { "get": "/things/{id}" }, "create": { "post": "/things" },
                    "update": { "patch": "/things/{id}" }, "delete": { "delete": "/things/{id}" },
                    "fields": { "name": { "path": "name", "type": "text" } }
                  } }
                }
                """
            )!
            .AsObject();

    private static async Task ShouldFitAsync(string yaml)
    {
        var schema = await JsonSchema.FromJsonAsync(RestManifestSchema.Write());
        schema.Validate(ToJson(yaml)).Select(e => e.ToString()).ShouldBeEmpty();
    }

    private static string ToJson(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return ToNode(stream.Documents[0].RootNode)!.ToJsonString();
    }

    private static JsonNode? ToNode(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(
                map.Children.Select(c => KeyValuePair.Create(c.Key.ToString(), ToNode(c.Value)))
            ),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToNode)]),
            YamlScalarNode { Value: var text } when IsBare(text!) => JsonNode.Parse(text!),
            var scalar => scalar.ToString(),
        };

    private static bool IsBare(string text) =>
        text is "true" or "false" || long.TryParse(text, out _);

    private static string Read(string path) =>
        File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Tallystick.slnx")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
