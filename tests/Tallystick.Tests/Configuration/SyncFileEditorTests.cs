using Tallystick.Core.Mapping;
using Tallystick.Core.Yaml;
using Tallystick.Engine.Configuration;

namespace Tallystick.Tests.Configuration;

public sealed class SyncFileEditorTests
{
    [Fact]
    public void The_steps_lead_from_observing_to_both_ways_for_all()
    {
        var steps = new List<string>();
        for (
            var step = new SyncStep(SyncMode.Observe, null);
            step is not null;
            step = step.Next(SyncMode.ToRight)
        )
            steps.Add(step.ToString());

        steps.ShouldBe([
            "observe",
            "to-right, the first 10 records",
            "to-right, 10% of the records",
            "to-right, all records",
            "two-way, the first 10 records, the others to-right",
            "two-way, 10% of the records, the others to-right",
            "two-way, all records",
        ]);
    }

    [Fact]
    public void Each_step_is_written_without_touching_anything_else()
    {
        var text = Files.Good.Replace(
            "    right: people\n",
            "    right: people   # the sheet\n    # start carefully\n    mode: observe  # for now\n",
            StringComparison.Ordinal
        );
        var step = new SyncStep(SyncMode.Observe, null);
        while (step.Next(SyncMode.ToRight) is { } next)
        {
            text = SyncFileEditor.WithStep(text, "tallystick.yaml", "contacts", next);
            Files.Parse(text).Syncs.Single().Step.ShouldBe(next);
            text.ShouldContain("    # start carefully\n");
            text.ShouldContain($"    mode: {YamlWords.Kebab(next.Mode.ToString())}  # for now\n");
            text.ShouldContain("    right: people   # the sheet\n");
            step = next;
        }
        text.ShouldNotContain("canary");
    }

    [Fact]
    public void A_file_without_a_mode_gets_one_below_its_connections()
    {
        var step = new SyncStep(SyncMode.TwoWay, Canary.First(10));

        var text = SyncFileEditor.WithStep(Files.Good, "tallystick.yaml", "contacts", step);

        text.ShouldContain("    right: people\n    mode: two-way\n    canary: 10\n    streams:\n");
    }

    [Fact]
    public void Line_ends_stay_as_they_are()
    {
        var text = Files.Good.Replace("\n", "\r\n", StringComparison.Ordinal);
        var step = new SyncStep(SyncMode.ToLeft, Canary.Of(0.1));

        var edited = SyncFileEditor.WithStep(text, "tallystick.yaml", "contacts", step);

        edited.Replace("\r\n", "", StringComparison.Ordinal).ShouldNotContain("\n");
        edited.ShouldContain("    canary: 10%\r\n");
    }

    [Fact]
    public void What_is_written_on_one_line_is_left_to_a_person()
    {
        var text = Files.Good.Replace(
            "    left: crm\n    right: people\n",
            "    ? left\n    : crm\n    right: people\n",
            StringComparison.Ordinal
        );

        var problem = Should.Throw<DocumentException>(() =>
            SyncFileEditor.WithStep(
                text,
                "tallystick.yaml",
                "contacts",
                new SyncStep(SyncMode.Observe, null)
            )
        );

        problem.Message.ShouldContain("by hand");
    }

    [Theory]
    [InlineData("canary: some", "'canary' is 'some'")]
    [InlineData("canary-rest: to-right", "never used")]
    [InlineData("canary: 10\n    canary-rest: two-way", "as much as the sync itself")]
    public void A_canary_that_cannot_be_meant_is_an_error(string lines, string complaint) =>
        Files
            .Complaint(() =>
                Files.Parse(
                    Files.Good.Replace(
                        "    right: people\n",
                        $"    right: people\n    {lines}\n",
                        StringComparison.Ordinal
                    )
                )
            )
            .Message.ShouldContain(complaint);
}
