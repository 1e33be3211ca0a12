using Tallystick.Connectors.Csv;
using Tallystick.Core.Connectors;

namespace Tallystick.Tests.Connectors;

/// <summary>A half-written or half-copied file tells nothing of the rows that it lacks.</summary>
public sealed class CsvCutOffTests : IDisposable
{
    private const string Rows = "id,name,city\n1,Ada,Rome\n12,Bea,Ulm\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("tallystick-csv-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("1")]
    [InlineData("13,Ce")]
    public async Task Of_a_row_that_is_cut_off_not_even_the_key_is_believed(string rest)
    {
        await using var csv = Open(Rows + rest);
        var projection = await ProjectionAsync(csv);

        var page = await csv.ListAsync(projection, ListQuery.All, null, default);

        page.Records.Select(r => r.Id).ShouldBe(["1", "12"]);
        var fault = page.Faults.ShouldHaveSingleItem();
        fault.Id.ShouldBeNull();
        fault.Message.ShouldContain("may have been cut off");
        (await csv.GetAsync(projection, "12", default)).ShouldNotBeNull();
        (
            await Should.ThrowAsync<ConnectorException>(() =>
                csv.GetAsync(projection, "14", default)
            )
        ).Message.ShouldContain("people.csv line 4: the file ends in the middle of a row");
    }

    [Fact]
    public async Task A_last_row_without_a_line_end_is_whole_when_it_has_all_its_cells()
    {
        await using var csv = Open(Rows + "13,Cem,Bonn");
        var projection = await ProjectionAsync(csv);

        var page = await csv.ListAsync(projection, ListQuery.All, null, default);

        page.Records.Select(r => r.Id).ShouldBe(["1", "12", "13"]);
        (await csv.GetAsync(projection, "14", default)).ShouldBeNull();
    }

    private CsvConnector Open(string text)
    {
        var path = Path.Combine(_folder, "people.csv");
        File.WriteAllText(path, text);
        return CsvConnector.Open(
            new CsvOptions { Path = path, Key = "id" },
            TimeProvider.System,
            () => "new"
        );
    }

    private static async Task<Projection> ProjectionAsync(CsvConnector csv)
    {
        var schema = (await csv.DescribeAsync(default))[0];
        return new Projection(schema.ObjectType, schema.Fields);
    }
}
