using System.Globalization;
using Tallystick.Core.Records;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Tests.Apps;

namespace Tallystick.Simulation.Tests.Scenarios;

/// <summary>What people do with tasks, and with those who have some.</summary>
internal static class TaskHands
{
    /// <summary>So many belong to one person at the start.</summary>
    private const int TasksEach = 2;

    /// <returns>Whether it was about tasks.</returns>
    public static bool Do(Act act, SimApp app)
    {
        if (act.Verb is not ("task" or "parent"))
            return false;
        if (app.Tasks is not { } tasks)
            return true;
        switch (act.What)
        {
            case "add":
                if (OwnerOf(act, app) is { } person)
                    tasks.AddByPerson(person.Id, act.Number, TitleOf(act));
                return true;
            case "young":
                if (app.People.LastOrDefault() is { } youngest)
                    tasks.AddByPerson(youngest.Id, act.Number, TitleOf(act));
                return true;
            case "title":
                if (Pick([.. tasks.All], act) is { } renamed)
                    tasks.EditByPerson(renamed.Id, TaskFields.Title, TitleOf(act));
                return true;
            case "done":
                if (Pick([.. tasks.All], act) is { } ticked)
                    tasks.EditByPerson(ticked.Id, TaskFields.Done, Turned(ticked));
                return true;
            case "delete" when act.Verb == "task":
                if (Pick([.. tasks.All], act) is { } deleted)
                    tasks.DeleteByPerson(deleted.Id);
                return true;
            case "delete":
                if (ParentOf(act, app) is { } gone)
                    app.DeleteByPerson(gone.Id);
                return true;
            case "retype":
                if (ParentOf(act, app) is { } retyped)
                    app.RetypeByPerson(retyped.Id, Hands.Secret);
                return true;
            default:
                return false;
        }
    }

    /// <summary>At the start it is the same person on both sides; later it is anybody.</summary>
    private static SimRecord? OwnerOf(Act act, SimApp app) =>
        act.At > 0
            ? Pick([.. app.People], act)
            : app.People.FirstOrDefault(p => p.Token == $"T{act.Number / TasksEach}");

    /// <summary>At the start both sides may have the same task under one title; later each title is new.</summary>
    private static Value TitleOf(Act act) =>
        Value.Of(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(act.At > 0 ? act.Side.Word : "")}{act.Number:000} {act.What}"
            )
        );

    private static Value Turned(SimRecord task) =>
        Value.Of(task[TaskFields.Done].Text == "true" ? "false" : "true");

    private static SimRecord? ParentOf(Act act, SimApp app) =>
        Pick([.. app.People.Where(p => app.Tasks!.Of(p.Id).Any())], act);

    private static SimRecord? Pick(SimRecord[] all, Act act) =>
        all.Length == 0 ? null : all[act.Number * 31 % all.Length];
}
