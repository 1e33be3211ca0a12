using System.Globalization;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Core.Yaml;
using Tallystick.Engine.Reading;

namespace Tallystick.Engine.Coverage;

/// <summary>
/// Says of a compiled stream what it covers: how changes and deletes are found on each side and how
/// late, and for each field which way it flows and why not. Pure: asks nothing of any app.
/// </summary>
public static class CoverageTable
{
    public static CoverageReport Of(StreamPlan plan, CoverageSide left, CoverageSide right) =>
        new(
            plan.Name,
            SideOf(plan, plan.Left, left),
            SideOf(plan, plan.Right, right),
            [
                .. plan.Fields.Select(f => new FieldCoverage(
                    f.Name,
                    ReachOf(f.Left.Field),
                    ReachOf(f.Right.Field),
                    WayTo(plan, f, Side.Right, right.Capabilities),
                    WayTo(plan, f, Side.Left, left.Capabilities)
                )),
            ]
        );

    private static SideCoverage SideOf(StreamPlan plan, Projection projection, CoverageSide side)
    {
        var capabilities = side.Capabilities;
        var sweep = SweepOf(plan, capabilities);
        return new SideCoverage(
            side.Connection,
            projection.ObjectType,
            ChangesOf(capabilities, sweep),
            StalenessOf(capabilities, sweep),
            DeletesOf(capabilities, sweep)
        );
    }

    private static string ChangesOf(Capabilities capabilities, string sweep) =>
        capabilities.Changes switch
        {
            ChangeDetection.Scan => "by reading everything in each run",
            ChangeDetection.ModifiedTime =>
                $"by modified time in each run; everything is read {sweep}",
            ChangeDetection.ParentModified =>
                $"where the parent was modified, in each run; everything is read {sweep}",
        };

    private static string StalenessOf(Capabilities capabilities, string sweep)
    {
        var lag =
            capabilities.ListLag > TimeSpan.Zero
                ? $", and {YamlWords.Spell(capabilities.ListLag)} until a listing shows it"
                : "";
        return capabilities.Changes is ChangeDetection.ParentModified
            ? $"until the next run{lag}; until everything is read ({sweep}) if the parent was not modified"
            : $"until the next run{lag}";
    }

    private static string DeletesOf(Capabilities capabilities, string sweep)
    {
        var when = capabilities.Changes is ChangeDetection.Scan ? "in each run" : sweep;
        return $"by absence when everything is read ({when}), confirmed by asking for the record";
    }

    private static string SweepOf(StreamPlan plan, Capabilities capabilities)
    {
        if (plan.Definition.SweepEvery is { } every)
            return $"every {YamlWords.Spell(every)}";
        return capabilities.SweepsAreCostly
            ? "once a day"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"in each run up to {SweepRules.CheapRows(capabilities):N0} records, else once a day"
            );
    }

    private static FieldReach ReachOf(Field field) =>
        new(
            field.Can(FieldAccess.List),
            field.Can(FieldAccess.Get),
            field.Can(FieldAccess.Create),
            field.Can(FieldAccess.Update)
        );

    private static string WayTo(
        StreamPlan plan,
        FieldPlan field,
        Side target,
        Capabilities capabilities
    )
    {
        if (!plan.Writes(target))
            return $"no: the mode does not write the {target.Word} side";
        if (!field.FlowsTo(target))
            return $"no: the pair flows to the {target.Other.Word} only";
        var creates = field[target].CanCreate && capabilities.CanCreate;
        var updates = field[target].CanUpdate && capabilities.CanUpdate;
        if (!creates && !updates)
            return $"no: it is read-only on the {target.Word}";
        return string.Join(", ", ConditionsOf(plan, field, target, creates, updates, capabilities));
    }

    private static IEnumerable<string> ConditionsOf(
        StreamPlan plan,
        FieldPlan field,
        Side target,
        bool creates,
        bool updates,
        Capabilities capabilities
    )
    {
        yield return !updates ? "on creation only"
        : !creates ? "on update only"
        : "yes";
        if (field.FillOnly)
            yield return "only into an empty field";
        if (!field[target.Other].Field.Can(FieldAccess.List))
            yield return $"not in listings of the {target.Other.Word}: seen when a record is read by itself";
        if (field.IsSet)
            yield return capabilities.SetsByElement.Contains(field[target].Field.Key)
                ? "by element"
                : "the whole set is replaced";
        var reference = plan.References.FirstOrDefault(r => r.Field == field);
        if (reference is not null)
            yield return reference.IsParent
                ? "as the other side's id, the record waits for it"
                : "as the other side's id";
    }
}

/// <summary>One side as the table needs to know it.</summary>
/// <param name="Connection">Its name in the sync file.</param>
public sealed record CoverageSide(string Connection, Capabilities Capabilities);
