using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Faults;

namespace Tallystick.Simulation.Mappings;

/// <summary>What people do at the screens of the apps.</summary>
internal sealed class Deeds(Stage stage, PlayedPair apps)
{
    /// <summary>So many children have one parent at the start.</summary>
    private const int ChildrenEach = 2;

    private const int UsersCount = 3;

    private readonly Newborns _newborns = new(stage);

    /// <summary>The users of both apps, who are the same people and stay as they are.</summary>
    public void AddUsers()
    {
        foreach (var side in new[] { Side.Left, Side.Right })
            if (apps[side].Tables.FirstOrDefault(t => Stage.IsUser(t.Facts.Type)) is { } users)
                for (var i = 0; i < UsersCount; i++)
                    users.AddQuietly($"user#{i}", UserOf(users.Facts, i));
    }

    /// <returns>Whether it was for people to do.</returns>
    public bool Do(Act act)
    {
        var (stream, field) = act.What.Split(':', 2) is [var first, var second]
            ? (first, second)
            : (act.What, "");
        switch (act.Verb)
        {
            case "born":
                Add(act, stage.PlanOf(stream));
                return true;
            case "edit":
                Edit(act, stage.PlanOf(stream), field, isClearing: false);
                return true;
            case "clear":
                Edit(act, stage.PlanOf(stream), field, isClearing: true);
                return true;
            case "delete":
                var table = TableOf(act.Side, stage.PlanOf(stream));
                if (Pick(table, act) is { } deleted)
                    table.DeleteByPerson(deleted.Id);
                return true;
            default:
                return false;
        }
    }

    private PlayedTable TableOf(Side side, StreamPlan plan) => apps[side][plan[side].ObjectType];

    private void Add(Act act, StreamPlan plan)
    {
        var table = TableOf(act.Side, plan);
        var fields = _newborns.FieldsOf(plan, act.Side, act.Number);
        foreach (var field in table.Facts.Fields.Where(f => f.RefersTo is not null))
        {
            var referred = ReferredBy(act, table, field);
            if (referred is null && field.Field.Required)
                return;
            fields[field.Key] = Value.Of(referred);
        }
        table.AddByPerson(Newborns.TokenOf(plan, act.Number), fields);
    }

    /// <summary>At the start both sides' records refer to the same one; later it is anybody.</summary>
    private static string? ReferredBy(Act act, PlayedTable table, FieldFacts field)
    {
        if (table.App.Find(field.RefersTo!) is not { All.Count: > 0 } others)
            return UserListed(act.Side, table, field, act.Number);
        if (act.At > 0)
            return Pick(others, act)!.Id;
        var number =
            Stage.IsUser(field.RefersTo!) ? act.Number % UsersCount
            : field.IsParent ? act.Number / ChildrenEach
            : act.Number;
        return others
            .All.FirstOrDefault(r => r.Token.EndsWith($"#{number}", StringComparison.Ordinal))
            ?.Id;
    }

    /// <summary>Users whom no list has, but the sync file.</summary>
    private static string? UserListed(Side side, PlayedTable table, FieldFacts field, int number)
    {
        if (!Stage.IsUser(field.RefersTo!))
            return null;
        var users = field.Pairs.Select(p => p.Plan.Definition.Users).FirstOrDefault();
        if (users is not { Count: > 0 })
            return null;
        var pair = users
            .OrderBy(u => u.Key, StringComparer.Ordinal)
            .ElementAt(number % users.Count);
        return table.Side == side && side is Side.Left ? pair.Key : pair.Value;
    }

    private void Edit(Act act, StreamPlan plan, string key, bool isClearing)
    {
        var table = TableOf(act.Side, plan);
        if (table.Facts.Find(key) is not { } field || Pick(table, act) is not { } record)
            return;
        if (field.RefersTo is not null)
        {
            if (!isClearing && ReferredBy(act, table, field) is { } other)
                table.EditByPerson(record.Id, field, Value.Of(other));
        }
        else if (field.IsSet)
            EditSet(act, table, field, record, isClearing);
        else if (!isClearing)
            table.EditByPerson(
                record.Id,
                field,
                _newborns.InForm(plan, field, 100 + act.Number)
                    ?? ValueMaker.Changed(field, record[key], 100 + act.Number)
            );
        else if (!field.Field.Required)
            table.EditByPerson(record.Id, field, Value.Empty);
    }

    private static void EditSet(
        Act act,
        PlayedTable table,
        FieldFacts field,
        SimRecord record,
        bool isClearing
    )
    {
        var items = record[field.Key].Items;
        if (items.Count > 0 && (isClearing || act.Number % 3 == 0))
            table.ElementByPerson(record.Id, field, items[act.Number % items.Count], add: false);
        else if (!isClearing)
            table.ElementByPerson(
                record.Id,
                field,
                ValueMaker.Element(field, 100 + act.Number),
                add: true
            );
    }

    private static Dictionary<string, Value> UserOf(ObjectFacts facts, int number) =>
        facts.Fields.ToDictionary(f => f.Key, f => ValueMaker.Newborn(f, 9000 + number));

    private static SimRecord? Pick(PlayedTable table, Act act) =>
        table.All.Count == 0 ? null : table.All.ElementAt(act.Number * 31 % table.All.Count);
}
