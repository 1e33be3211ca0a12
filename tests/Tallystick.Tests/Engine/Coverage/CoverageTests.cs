using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Schema;
using Tallystick.Engine.Coverage;

namespace Tallystick.Tests.Engine.Coverage;

/// <summary>What a stream says it covers.</summary>
public sealed class CoverageTests
{
    private static readonly ObjectSchema Left = new(
        "contact",
        [
            new Field("email", "E-mail", FieldType.Email),
            new Field("tags", "Tags", FieldType.Set),
            new Field("score", "Score", FieldType.Number) { Access = FieldAccess.Read },
            new Field("bio", "Bio", FieldType.Text)
            {
                Access = FieldAccess.Get | FieldAccess.Write,
            },
            new Field("company", "Company", FieldType.Reference)
            {
                RefersTo = "company",
                Access = FieldAccess.Read | FieldAccess.Create,
            },
        ]
    );

    private static readonly ObjectSchema Right = new(
        "person",
        [
            new Field("mail", "E-mail", FieldType.Email),
            new Field("labels", "Labels", FieldType.Set),
            new Field("points", "Points", FieldType.Number),
            new Field("about", "About", FieldType.Text),
            new Field("firm", "Firm", FieldType.Reference) { RefersTo = "firm" },
        ]
    );

    private static readonly Capabilities Indexed = new()
    {
        Changes = ChangeDetection.ModifiedTime,
        ListLag = TimeSpan.FromMinutes(1),
        SetsByElement = ["tags"],
        PageSize = 500,
    };

    [Fact]
    public void Each_field_says_which_way_it_flows_and_why_not() =>
        Table(Definition)
            .ShouldBe(
                """
                email ↔ mail | list get create update | list get create update | yes | yes
                tags ↔ labels | list get create update | list get create update | yes, the whole set is replaced | yes, by element
                score ↔ points | list get | list get create update | yes | no: it is read-only on the left
                bio ↔ about | get create update | list get create update | yes, only into an empty field, not in listings of the left: seen when a record is read by itself | no: the pair flows to the right only
                company ↔ firm | list get create | list get create update | yes, as the other side's id | on creation only, as the other side's id
                """.ReplaceLineEndings("\n")
            );

    [Fact]
    public void A_mode_that_writes_one_side_only_is_the_reason() =>
        Report(Definition with { Mode = SyncMode.ToRight })
            .Fields.ShouldAllBe(f => f.ToLeft == "no: the mode does not write the left side");

    [Fact]
    public void Each_side_says_how_changes_are_found_and_how_late()
    {
        var report = Report(Definition);

        report.Left.ShouldBe(
            new SideCoverage(
                "crm",
                "contact",
                "by modified time in each run; everything is read in each run up to 50,000 records, else once a day",
                "until the next run, and 1m until a listing shows it",
                "by absence when everything is read (in each run up to 50,000 records, else once a day), confirmed by asking for the record"
            )
        );
        report.Right.ShouldBe(
            new SideCoverage(
                "file",
                "person",
                "by reading everything in each run",
                "until the next run",
                "by absence when everything is read (in each run), confirmed by asking for the record"
            )
        );
    }

    [Fact]
    public void What_hangs_on_others_says_when_it_is_missed()
    {
        var notes = new Capabilities
        {
            Changes = ChangeDetection.ParentModified,
            SweepsAreCostly = true,
        };

        CoverageTable
            .Of(Plan(Definition), new CoverageSide("crm", notes), new CoverageSide("file", new()))
            .Left.Staleness.ShouldBe(
                "until the next run; until everything is read (once a day) if the parent was not modified"
            );
    }

    private static StreamDefinition Definition { get; } =
        new()
        {
            Name = "crm/contacts",
            LeftObject = "contact",
            RightObject = "person",
            Fields =
            [
                new FieldPair("email", "mail"),
                new FieldPair("tags", "labels"),
                new FieldPair("score", "points"),
                new FieldPair("bio", "about") { Direction = Direction.ToRight, FillOnly = true },
                new FieldPair("company", "firm"),
            ],
            Siblings =
            [
                new StreamDefinition
                {
                    Name = "crm/companies",
                    LeftObject = "company",
                    RightObject = "firm",
                    Fields = [],
                },
            ],
        };

    private static string Table(StreamDefinition definition) =>
        string.Join(
            '\n',
            Report(definition)
                .Fields.Select(f =>
                    $"{f.Field} | {Reach(f.Left)} | {Reach(f.Right)} | {f.ToRight} | {f.ToLeft}"
                )
        );

    private static string Reach(FieldReach reach) =>
        string.Join(
            ' ',
            new[]
            {
                reach.List ? "list" : "",
                reach.Get ? "get" : "",
                reach.Create ? "create" : "",
                reach.Update ? "update" : "",
            }.Where(w => w.Length > 0)
        );

    private static CoverageReport Report(StreamDefinition definition) =>
        CoverageTable.Of(
            Plan(definition),
            new CoverageSide("crm", Indexed),
            new CoverageSide("file", new Capabilities { AbsenceIsEvidence = true })
        );

    private static StreamPlan Plan(StreamDefinition definition) =>
        StreamCompiler.Compile(definition, [Left], [Right]);
}
