using System.Text;
using Tallystick.Catalogs;
using Tallystick.Connectors.Catalogs;

namespace Tallystick.Tests.Connectors.Catalogs;

public sealed class OpenApiImportTests
{
    private const string Pets = """
        openapi: 3.0.3
        info: { title: Pets, version: "1" }
        paths:
          /pets:
            get:
              operationId: getPets
              tags: [Pets]
              parameters:
                - { name: offset, in: query, schema: { type: integer } }
                - { name: limit, in: query, schema: { type: integer } }
                - { name: kind, in: query, schema: { type: string, enum: [cat, dog] } }
              responses:
                "200":
                  description: A sentence that is nobody else's business.
                  content:
                    application/json:
                      schema: { type: array, items: { $ref: "#/components/schemas/Pet" } }
            post:
              operationId: createPet
              tags: [Pets]
              security: [{ key: [pets.write] }]
              requestBody:
                required: true
                content:
                  application/json:
                    schema: { $ref: "#/components/schemas/Pet" }
              responses:
                "201": { description: Made. }
          /pets/{petId}:
            delete:
              operationId: deletePet
              deprecated: true
              tags: [Pets]
              parameters:
                - { name: petId, in: path, required: true, schema: { type: string } }
              responses:
                "204": { description: Gone. }
        components:
          schemas:
            Pet:
              type: object
              required: [name]
              properties:
                name: { type: string }
                born: { type: string, format: date, nullable: true }
                mother: { $ref: "#/components/schemas/Pet" }
                owner:
                  type: object
                  properties:
                    email: { type: string, format: email }
        """;

    [Fact]
    public async Task Operations_are_named_by_their_group_and_what_is_done()
    {
        var catalog = await ImportAsync(Pets, "pets.yaml");

        catalog
            .Operations.Select(o => $"{o.Name}: {o.Title}, {o.Method} {o.Path}")
            .ShouldBe([
                "pets.create: Create pet, POST /pets",
                "pets.delete: Delete pet, DELETE /pets/{petId}",
                "pets.list: Get pets, GET /pets",
            ]);
    }

    [Fact]
    public async Task What_is_sent_and_what_comes_back_is_described_by_shapes()
    {
        var catalog = await ImportAsync(Pets, "pets.yaml");
        var create = catalog.Operations[0];

        create.Scopes.ShouldBe(["pets.write"]);
        create.Body!.Required.ShouldBeTrue();
        create.Body.Type.Shape.ShouldBe("pets.Pet");
        var pet = catalog.Shapes["pets.Pet"];
        pet.Fields.Select(f => f.Name).ShouldBe(["name", "born", "mother", "owner"]);
        pet.Fields[0].Required.ShouldBeTrue();
        pet.Fields[1]
            .Type.ShouldBe(
                new CatalogType(CatalogKind.Text)
                {
                    Format = "date",
                    Nullable = true,
                    Enum = pet.Fields[1].Type.Enum,
                }
            );
        pet.Fields[2].Type.Shape.ShouldBe("pets.Pet");
        catalog.Shapes[pet.Fields[3].Type.Shape!].Fields.Single().Name.ShouldBe("email");
        create.Answer!.Status.ShouldBe(201);
    }

    [Fact]
    public async Task How_a_listing_pages_is_told_from_what_it_takes()
    {
        var list = (await ImportAsync(Pets, "pets.yaml")).Operations.Single(o =>
            o.Name == "pets.list"
        );

        list.Paging.ShouldBe(new CatalogPaging(PagingStyle.Offset, "offset") { Size = "limit" });
        list.Parameters.Single(p => p.Name == "kind").Type.Enum.ShouldBe(["cat", "dog"]);
        list.Answer!.Type!.Of!.Shape.ShouldBe("pets.Pet");
    }

    [Fact]
    public async Task No_sentence_of_the_document_goes_over()
    {
        var json = CatalogJson.Write(await ImportAsync(Pets, "pets.yaml"));

        json.ShouldNotContain("business");
        json.ShouldNotContain("Gone.");
    }

    [Fact]
    public async Task A_catalog_reads_back_as_it_was_written()
    {
        var json = CatalogJson.Write(await ImportAsync(Pets, "pets.yaml"));

        var again = CatalogJson.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), "pets.json");

        CatalogJson.Write(again).ShouldBe(json);
    }

    [Theory]
    [InlineData("{}", "pets.json")]
    [InlineData("just a text", "pets.yaml")]
    [InlineData(
        "{\"openapi\":\"3.0.0\",\"info\":{\"title\":\"x\",\"version\":\"1\"},\"paths\":{}}",
        "pets.json"
    )]
    public async Task What_is_no_document_is_said_by_name(string text, string name)
    {
        var refused = await Should.ThrowAsync<CatalogException>(() => ImportAsync(text, name));

        refused.Message.ShouldStartWith(name);
    }

    private static async Task<Catalog> ImportAsync(string document, string name)
    {
        var import = new OpenApiImport("zoo", "default", name);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(document));
        await import.AddAsync(stream, name, null, CancellationToken.None);
        return import.Build();
    }
}
