using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Schema;
using Tallystick.Simulation.Laws;
using Tallystick.Simulation.Mappings;

namespace Tallystick.Tests.Simulation;

/// <summary>Mappings between apps of all kinds, lived through in storms.</summary>
public sealed class MappingSurveyTests
{
    private const int Storms = 30;

    private static readonly Field[] Person =
    [
        new("email", "E-mail", FieldType.Email),
        new("phone", "Phone", FieldType.Phone),
        new("firstName", "First name", FieldType.Text),
        new("lastName", "Last name", FieldType.Text),
        new("birthday", "Birthday", FieldType.Date),
        new("stage", "Stage", FieldType.Choice) { Options = ["lead", "customer"] },
        new("optOut", "Opted out", FieldType.Bool),
        new("tags", "Tags", FieldType.Set),
        new("remarks", "Remarks", FieldType.Text),
    ];

    private static readonly Field[] Task =
    [
        new("person", "Person", FieldType.Reference) { RefersTo = "person", Required = true },
        new("title", "Title", FieldType.Text) { Required = true },
        new("done", "Done", FieldType.Bool),
    ];

    /// <summary>Lags, has versions and limits, refuses duplicates, and finds changes by time.</summary>
    private static readonly Capabilities Modern = new()
    {
        Changes = ChangeDetection.ModifiedTime,
        ListLag = TimeSpan.FromSeconds(10),
        ConditionalWrites = true,
        TrustworthyTimes = true,
        RefusesDuplicatesOn = ["email"],
        FindsBy = ["email", "phone"],
        SetsByElement = ["tags"],
        ConcurrencyMax = 4,
        Limits = [new RateLimit(20, TimeSpan.FromSeconds(10))],
    };

    private static readonly Capabilities Plain = new();

    [Fact]
    public void People_of_all_types_of_fields_are_kept_alike()
    {
        var report = Survey(People());

        report.Laws.ShouldAllBe(l => l.Holds);
        report.Lived.Writes.ShouldBeGreaterThan(Storms);
        report.Lived.Deaths.ShouldBeGreaterThan(0);
        report.Stories.ShouldBeEmpty();
    }

    [Fact]
    public void Children_follow_their_parents_also_where_only_those_tell_of_changes() =>
        Survey(People(), Tasks()).Laws.ShouldAllBe(l => l.Holds);

    [Fact]
    public void Users_are_told_by_their_addresses_and_stay_as_they_are()
    {
        var owned = Person.Append(
            new Field("owner", "Owner", FieldType.Reference) { RefersTo = "user" }
        );
        var (crm, erp) = (SideOf("crm", Modern, owned), SideOf("erp", Plain, owned));
        var people = People();

        var report = Survey(
            crm,
            erp,
            people with
            {
                Fields = [.. people.Fields, new FieldPair("owner", "owner")],
            }
        );

        report.Laws.ShouldAllBe(l => l.Holds);
    }

    [Fact]
    public void Who_does_not_pass_the_filter_is_left_alone() =>
        Survey(
            People() with
            {
                Mode = SyncMode.ToRight,
                Deletes = DeletePolicy.Keep,
                LeftFilter = new Dictionary<string, string> { ["stage"] = "lead" },
                Fields = [.. People().Fields.Where(f => f.Left != "stage")],
            }
        )
            .Laws.ShouldAllBe(l => l.Holds);

    [Theory]
    [InlineData(ConflictPolicy.Ask, true)]
    [InlineData(ConflictPolicy.Left, false)]
    public void Conflicts_are_counted_with_what_becomes_of_them(
        ConflictPolicy policy,
        bool areAsked
    )
    {
        var report = Survey(People() with { Conflict = policy });

        var finding = report.Findings.Single(f => f.Kind == "conflicts");
        finding.Of!.Value.ShouldBeGreaterThan(0);
        finding.Count.ShouldBe(areAsked ? finding.Of.Value : 0);
    }

    [Fact]
    public void What_an_app_requires_and_nothing_fills_breaks_a_law_without_a_storm()
    {
        var strict = Person.Append(new Field("code", "Code", FieldType.Text) { Required = true });

        var report = Survey(SideOf("crm", Modern, Person), SideOf("erp", Plain, strict), People());

        var law = report.Laws.Single(l => l.Law is Law.Required);
        law.Holds.ShouldBeFalse();
        law.What.ShouldNotBeNull().ShouldContain("erp refuses each new person without 'code'");
        report.Findings.ShouldContain(f => f.Kind == "refused-required");
    }

    [Fact]
    public void Values_that_the_other_side_does_not_take_are_told()
    {
        var narrow = Person.Select(f =>
            f.Key switch
            {
                "stage" => f with { Options = ["customer"] },
                "remarks" => f with { LengthMax = 20 },
                _ => f,
            }
        );

        var report = Survey(SideOf("crm", Modern, Person), SideOf("erp", Plain, narrow), People());

        report.Findings.ShouldContain(f => f.Kind == "invalid" && f.Field == "stage");
        report.Laws.ShouldAllBe(l => l.Holds);
    }

    [Fact]
    public void A_sync_that_only_observes_is_played_as_it_will_be() =>
        Survey(People() with { Mode = SyncMode.Observe, Canary = Canary.First(1) })
            .Lived.Writes.ShouldBe(Survey(People()).Lived.Writes);

    [Fact]
    public void A_survey_can_be_stopped()
    {
        using var stopped = new CancellationTokenSource();
        var survey = MappingSurvey.Of(
            SyncOf(SideOf("crm", Modern, Person), SideOf("erp", Plain, Person), People())
        );

        Should.Throw<OperationCanceledException>(() =>
            survey.Run(1, 10_000, isTold: false, _ => stopped.Cancel(), stopped.Token)
        );
    }

    private static MappingReport Survey(params StreamDefinition[] streams) =>
        Survey(SideOf("crm", Modern, Person), SideOf("erp", Plain, Person), streams);

    private static MappingReport Survey(
        SimulatedSide left,
        SimulatedSide right,
        params StreamDefinition[] streams
    ) =>
        MappingSurvey
            .Of(SyncOf(left, right, streams))
            .Run(1, Storms, isTold: false, progress: null, CancellationToken.None);

    private static SimulatedSync SyncOf(
        SimulatedSide left,
        SimulatedSide right,
        params StreamDefinition[] streams
    ) => new("s", left, right, streams);

    private static SimulatedSide SideOf(
        string name,
        Capabilities capabilities,
        IEnumerable<Field> person
    ) =>
        new(
            name,
            [
                new ObjectSchema("person", [.. person]) { Country = "DE" },
                new ObjectSchema("task", Task),
                new ObjectSchema("user", [new Field("email", "E-mail", FieldType.Email)]),
            ],
            new Dictionary<string, Capabilities>
            {
                ["person"] = capabilities,
                ["user"] = Plain,
                ["task"] = capabilities with
                {
                    Changes = ChangeDetection.ParentModified,
                    RefusesDuplicatesOn = [],
                    FindsBy = [],
                    SweepsAreCostly = true,
                },
            }
        );

    private static StreamDefinition People() =>
        new()
        {
            Name = "s/people",
            LeftObject = "person",
            RightObject = "person",
            Match =
            [
                ["email"],
                ["phone"],
            ],
            Deletes = DeletePolicy.Propagate,
            Fields = [.. Person.Select(f => new FieldPair(f.Key, f.Key))],
        };

    private static StreamDefinition Tasks() =>
        new()
        {
            Name = "s/tasks",
            LeftObject = "task",
            RightObject = "task",
            Match =
            [
                ["person", "title"],
            ],
            Deletes = DeletePolicy.Propagate,
            Fields = [.. Task.Select(f => new FieldPair(f.Key, f.Key))],
        };
}
