using Tallystick.Core.Comparison;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Engine.Configuration;

namespace Tallystick.Tests.Configuration;

public sealed class SyncFileTests
{
    [Fact]
    public void The_streams_of_a_sync_know_each_other_and_its_users()
    {
        var text = Files.Good.Replace(
            "    streams:",
            """
                users:
                  u1: sue@x.org
                streams:
                  companies:
                    left: company
                    right: row
                    match: [name]
                    fields:
                      - [name, Name]
            """,
            StringComparison.Ordinal
        );

        var streams = Files.Parse(text).Syncs.ShouldHaveSingleItem().Streams;

        foreach (var stream in streams)
        {
            stream
                .Siblings.Select(s => s.Name)
                .ShouldBe(["contacts/companies", "contacts/contacts"]);
            stream.Users.ShouldBe(new Dictionary<string, string> { ["u1"] = "sue@x.org" });
        }
    }

    [Fact]
    public void The_reference_page_shows_a_file_that_is_read_whole()
    {
        var file = Files.Parse(ReferenceExample());
        file.Path.ShouldBe("/data/tallystick.yaml");
        file.StatePath.ShouldBe("/data/tallystick.db");
        file.Warnings.ShouldBeEmpty();
        file.Connections.Keys.ShouldBe(["crm", "people"]);
        file.Connections["crm"]
            .OwnLimits.ShouldBe([
                new RateLimit(100, TimeSpan.FromSeconds(10)),
                new RateLimit(200_000, TimeSpan.FromDays(1)),
            ]);
        var sync = file.Syncs.ShouldHaveSingleItem();
        (sync.Name, sync.Left, sync.Right, sync.Mode).ShouldBe(
            ("contacts", "crm", "people", SyncMode.TwoWay)
        );
        var stream = sync.Streams.ShouldHaveSingleItem();
        (stream.Name, stream.LeftObject, stream.RightObject).ShouldBe(
            ("contacts/contacts", "contact", "row")
        );
        stream.LeftFilter.ShouldBe(
            new Dictionary<string, string> { ["businessId"] = "63771dcac1116f0e21de8e12" }
        );
        stream.RightFilter.ShouldBeEmpty();
        stream.Creates.ShouldBe(CreatePolicy.ToRight);
        stream
            .Match.Select(rule => string.Join('+', rule))
            .ShouldBe(["email", "phone", "firstName+lastName"]);
        (stream.DeletesMax, stream.DeleteShareMax, stream.SweepEvery).ShouldBe(
            (50, 0.1, TimeSpan.FromDays(1))
        );
        stream
            .Fields[1]
            .ShouldBe(
                new FieldPair("firstName", "First name") { Where = "/data/tallystick.yaml:36" }
            );
        stream
            .Fields[3]
            .ShouldBe(
                new FieldPair("phone", "Phone")
                {
                    Where = "/data/tallystick.yaml:38",
                    Compare = ComparisonKind.Phone,
                    EmptyOverwrites = false,
                    Conflict = ConflictPolicy.Right,
                }
            );
        stream
            .Fields[4]
            .ShouldBe(
                new FieldPair("source", "Source")
                {
                    Where = "/data/tallystick.yaml:43",
                    Direction = Direction.ToRight,
                    FillOnly = true,
                    ToRight = "{{ value | upcase }}",
                }
            );
    }

    [Fact]
    public void What_is_left_out_is_as_the_reference_says()
    {
        var file = Files.Parse(Files.Good);
        file.StatePath.ShouldBe("/data/tallystick.db");
        var stream = file.Syncs[0].Streams[0];
        (stream.Mode, stream.Conflict, stream.Deletes).ShouldBe(
            (SyncMode.TwoWay, ConflictPolicy.Ask, DeletePolicy.Ask)
        );
        (stream.DeletesMax, stream.DeleteShareMax, stream.SweepEvery).ShouldBe((50, 0.1, null));
        file.Connections["crm"].OwnLimits.ShouldBeEmpty();
    }

    [Fact]
    public void State_is_named_for_the_file_and_lies_beside_it()
    {
        SyncFile.Parse(Files.Good, "/data/shop.yml", _ => null).StatePath.ShouldBe("/data/shop.db");
        Files.Parse($"state: ../s/x.db\n{Files.Good}").StatePath.ShouldBe("/s/x.db");
    }

    [Fact]
    public void A_rule_may_name_a_pair_by_its_right_field()
    {
        var file = Files.Parse(
            Files.Good.Replace("match: [email]", "match: [Phone, [Email, phone]]")
        );
        file.Syncs[0]
            .Streams[0]
            .Match.Select(rule => string.Join('+', rule))
            .ShouldBe(["phone", "email+phone"]);
    }

    [Fact]
    public void One_connection_may_stand_on_both_sides_with_two_object_types()
    {
        var file = Files.Parse(Files.Good.Replace("right: people", "right: crm"));
        file.Syncs[0].Right.ShouldBe("crm");
    }

    [Fact]
    public void Two_pairs_may_share_a_field_that_only_one_of_them_writes()
    {
        var file = Files.Parse(
            Files.Good + "\n          - { left: email, right: Login, direction: to-right }"
        );
        file.Syncs[0].Streams[0].Fields.Count.ShouldBe(3);
    }

    [Fact]
    public void Streams_without_rules_and_pairs_against_the_mode_are_warned_of()
    {
        var file = Files.Parse(
            Files
                .Good.Replace("        match: [email]\n", "")
                .Replace("    streams:", "    mode: to-right\n    streams:")
                + "\n          - { left: x, right: y, direction: to-left }"
        );
        file.Warnings.Select(w => w.Where.Line).ShouldBe([19, 14], ignoreOrder: true);
        file.Warnings.ShouldContain(w => w.Message.Contains("no match rules"));
        file.Warnings.ShouldContain(w => w.Message.Contains("it is never written"));
    }

    [Theory]
    [InlineData("left: { source: web }", "", "on the left without 'source'")]
    [InlineData("right: { Phone: '1' }", "", null)]
    [InlineData("right: { Kind: lead }", "creates: to-left", null)]
    [InlineData("right: { Kind: lead }", "creates: to-right", "on the right without 'Kind'")]
    public void Creates_that_a_filter_hides_are_warned_of(string filter, string more, string? told)
    {
        var file = Files.Parse(
            Files.Good.Replace(
                "        match: [email]",
                $"        match: [email]\n        filter: {{ {filter} }}\n        {more}"
            )
        );

        if (told is null)
            file.Warnings.ShouldBeEmpty();
        else
            file.Warnings.ShouldHaveSingleItem().Message.ShouldContain(told);
    }

    private static string ReferenceExample()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Tallystick.slnx")))
            folder = folder.Parent;
        var page = File.ReadAllText(
            Path.Combine(folder.FullName, "docs", "reference", "sync-file.md")
        );
        var start = page.IndexOf("```yaml\n", StringComparison.Ordinal) + "```yaml\n".Length;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
