using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using static Tallystick.Tests.Core.Mapping.Streams;

namespace Tallystick.Tests.Core.Mapping;

/// <summary>Which set takes the tag of an archived record, and where none can.</summary>
public sealed class ArchivePlanTests
{
    private const string None =
        "crm/people: 'archive' tags the right record, but no set field that can be updated flows "
        + "to the right side. Map a set such as tags, without a transform or 'fill', or choose "
        + "another policy for deletes.";

    [Fact]
    public void The_first_set_takes_the_tag()
    {
        var plan = Plan(Text("name"), Typed("tags", FieldType.Set), Typed("more", FieldType.Set));

        plan.ArchiveField(Side.Left)!.Name.ShouldBe("tags");
        plan.ArchiveField(Side.Right)!.Name.ShouldBe("tags");
    }

    [Fact]
    public void A_set_that_flows_one_way_takes_it_where_it_flows_to()
    {
        var plan = Archiving(new FieldPair("tags", "tags") { Direction = Direction.ToLeft });

        plan.ArchiveField(Side.Left).ShouldNotBeNull();
        plan.ArchiveField(Side.Right).ShouldBeNull();
    }

    [Fact]
    public void A_set_that_only_fills_takes_none() =>
        Archiving(new FieldPair("tags", "tags") { FillOnly = true })
            .ArchiveField(Side.Left)
            .ShouldBeNull();

    [Theory]
    [InlineData("{{ value }}", null, Direction.ToRight)]
    [InlineData(null, "{{ value }}", Direction.ToLeft)]
    public void A_set_with_a_transform_takes_none(string? right, string? left, Direction to)
    {
        var plan = Archiving(
            new FieldPair("tags", "tags")
            {
                ToRight = right,
                ToLeft = left,
                Direction = to,
            }
        );

        plan.ArchiveField(Side.Left).ShouldBeNull();
        plan.ArchiveField(Side.Right).ShouldBeNull();
    }

    [Fact]
    public void A_set_that_cannot_be_updated_takes_none()
    {
        var plan = Compile(
            Definition(new FieldPair("tags", "tags")),
            [Typed("tags", FieldType.Set)],
            [Typed("tags", FieldType.Set) with { Access = FieldAccess.Read | FieldAccess.Create }]
        );

        plan.ArchiveField(Side.Left).ShouldNotBeNull();
        plan.ArchiveField(Side.Right).ShouldBeNull();
    }

    [Theory]
    [InlineData(SyncMode.TwoWay, DeletePolicy.Archive, DeletePolicy.Ask, true)]
    [InlineData(SyncMode.ToRight, DeletePolicy.Archive, DeletePolicy.Ask, true)]
    [InlineData(SyncMode.Observe, DeletePolicy.Archive, DeletePolicy.Ask, true)]
    [InlineData(SyncMode.ToLeft, DeletePolicy.Archive, DeletePolicy.Ask, false)]
    [InlineData(SyncMode.TwoWay, DeletePolicy.Keep, DeletePolicy.Ask, false)]
    public void To_archive_without_a_set_is_a_mistake_where_the_mode_would_write_the_tag(
        SyncMode mode,
        DeletePolicy onLeft,
        DeletePolicy onRight,
        bool isWrong
    )
    {
        var definition = Definition(new FieldPair("name", "name")) with
        {
            Mode = mode,
            DeletesOnLeft = onLeft,
            DeletesOnRight = onRight,
        };

        var problems = Problems(() => Compile(definition, [Text("name")], [Text("name")]));

        problems.ShouldBe(isWrong ? [None] : []);
    }

    [Fact]
    public void To_archive_with_a_set_is_fine() =>
        Problems(() =>
                Compile(
                    Definition(new FieldPair("tags", "tags")) with
                    {
                        Deletes = DeletePolicy.Archive,
                    },
                    [Typed("tags", FieldType.Set)],
                    [Typed("tags", FieldType.Set)]
                )
            )
            .ShouldBeEmpty();

    [Fact]
    public void Each_side_may_have_a_policy_of_its_own()
    {
        var definition = Definition() with
        {
            Deletes = DeletePolicy.Keep,
            DeletesOnRight = DeletePolicy.Propagate,
        };

        definition.DeletesOn(Side.Left).ShouldBe(DeletePolicy.Keep);
        definition.DeletesOn(Side.Right).ShouldBe(DeletePolicy.Propagate);
        (definition with { DeletesOnLeft = DeletePolicy.Archive })
            .DeletesOn(Side.Left)
            .ShouldBe(DeletePolicy.Archive);
    }

    [Fact]
    public void The_tag_names_the_side_where_the_record_was_deleted()
    {
        Definition().ArchiveTagOf(Side.Left).ShouldBe("gone-from-left");
        (Definition() with { ArchiveTag = "{side}: gone" })
            .ArchiveTagOf(Side.Right)
            .ShouldBe("right: gone");
    }

    private static StreamPlan Archiving(FieldPair pair) =>
        Compile(Definition(pair), [Typed("tags", FieldType.Set)], [Typed("tags", FieldType.Set)]);
}
