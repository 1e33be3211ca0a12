using System.Globalization;
using Tallystick.Core.Records;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Tests.Apps;

namespace Tallystick.Simulation.Tests.Scenarios;

/// <summary>What people do at the screens of the apps.</summary>
internal static class Hands
{
    /// <summary>What people type into the field that is in no mapping.</summary>
    public static readonly Value Secret = Value.Of("s");

    /// <returns>Whether it was for people to do.</returns>
    public static bool Do(Act act, SimApp app)
    {
        switch (act.Verb)
        {
            case "born":
                app.Born($"T{act.Number}", Newborn(act));
                return true;
            case "edit":
                if (Pick(app, act) is { } edited)
                    app.EditByPerson(edited.Id, act.What, NewValue(act.What, act.Number));
                return true;
            case "clear":
                if (Pick(app, act) is { } cleared)
                    app.EditByPerson(cleared.Id, act.What, Value.Empty);
                return true;
            case "tag":
                Tag(act, app);
                return true;
            case "delete":
                if (Pick(app, act) is { } deleted)
                    app.DeleteByPerson(deleted.Id);
                return true;
            case "retype":
                if (Pick(app, act) is { } retyped)
                    app.RetypeByPerson(retyped.Id, Secret);
                return true;
            default:
                return TaskHands.Do(act, app);
        }
    }

    private static Dictionary<string, Value> Newborn(Act act) =>
        new()
        {
            [SimFields.Email] = NewValue(SimFields.Email, act.Number),
            [SimFields.Phone] = NewValue(SimFields.Phone, act.Number),
            [SimFields.First] = Value.Of($"{act.Side.Word[0]}{act.Number}"),
            [SimFields.City] = NewValue(SimFields.City, act.Number),
            [SimFields.Tags] = Value.OfSet([$"T{act.Side.Word[0]}{act.Number}"]),
            [SimFields.Secret] = Secret,
        };

    private static Value NewValue(string field, int number) =>
        field switch
        {
            SimFields.Email => Value.Of($"p{number}@example.com"),
            SimFields.Phone => Value.Of(
                string.Create(CultureInfo.InvariantCulture, $"+1212555{number:0000}")
            ),
            // No value is a form of another: an app that adds to what was written cannot be told
            // from a person who did.
            SimFields.City => Value.Of(
                string.Create(CultureInfo.InvariantCulture, $"{number:000}-on-the-water")
            ),
            _ => Value.Of(string.Create(CultureInfo.InvariantCulture, $"N{number:000}")),
        };

    public static SimRecord? Pick(SimApp app, Act act)
    {
        var people = app.People.ToArray();
        return people.Length == 0 ? null : people[act.Number * 31 % people.Length];
    }

    private static void Tag(Act act, SimApp app)
    {
        if (Pick(app, act) is not { } person)
            return;
        var tags = person[SimFields.Tags].Items;
        if (act.What == "add")
            app.TagByPerson(person.Id, $"Tag{act.Number}", add: true);
        else if (tags.Count > 0)
            app.TagByPerson(person.Id, tags[act.Number % tags.Count], add: false);
    }
}
