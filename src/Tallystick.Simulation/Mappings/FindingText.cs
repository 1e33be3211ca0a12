using System.Globalization;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Yaml;
using Tallystick.Simulation.Laws;

namespace Tallystick.Simulation.Mappings;

/// <summary>What the storms showed of a mapping, in words.</summary>
internal static class FindingText
{
    public static IReadOnlyList<Finding> Of(Stage stage, Tallies tallies) =>
        [
            .. stage.Plans.SelectMany(p => OfConflicts(p, tallies)),
            .. tallies.All.Select(t => Of(stage, tallies, t)).OfType<Finding>(),
        ];

    private static IEnumerable<Finding> OfConflicts(StreamPlan plan, Tallies tallies)
    {
        var all = tallies.Count(Note.Conflicts, plan.Name);
        if (all == 0)
            yield break;
        var asked = tallies
            .All.Where(t => t.Note is Note.ConflictsAsked && t.Stream == plan.Name)
            .Sum(t => t.Count);
        yield return new Finding(
            "conflicts",
            plan.Name,
            "",
            asked,
            all,
            $"Of {Number(all)} fields that both sides had typed differently, {Number(asked)} became a question for you, "
                + $"and {Number(all - asked)} were decided by 'conflict'."
        );
    }

    private static Finding? Of(
        Stage stage,
        Tallies tallies,
        (Note Note, string Stream, string Field, long Count, string? Example) tally
    )
    {
        var (note, stream, field, count, example) = tally;
        long? of = note switch
        {
            Note.RoundTripsBroken => tallies.Count(Note.RoundTrips, stream, field),
            Note.Unrecognised => tallies.Count(Note.BornOnBothSides, stream),
            _ => null,
        };
        var text = note switch
        {
            Note.RoundTripsBroken =>
                $"{field} flows both ways, and {Number(count)} of {Number(of!.Value)} values did not come back as they went: {example}. "
                    + "Make each transform the inverse of the other, say how the two compare with 'compare', or give the pair one direction.",
            Note.Unrecognised =>
                $"Of {Number(of!.Value)} that were on both sides, {Number(count)} were there twice afterwards, since no match rule had a key for them on both sides: {example}.",
            Note.Ambiguous =>
                $"{Times(count)} the match rules named more than one, and a person was asked.",
            Note.Duplicates =>
                $"{Times(count)} one side had the same key more than once, and the records were held back until a person looks.",
            Note.RefusedRequired => OfRequired(stage, stream, field, count),
            Note.Refused =>
                $"{Times(count)} an app refused a record or a value{At(field)}, such as: {example}",
            Note.Invalid =>
                $"{Times(count)} a value{At(field)} could not be written to the other side, such as: {example}",
            Note.NotStored =>
                $"{Times(count)} an app did not show what was written{At(field)}, such as: {example}",
            Note.DeletesAsked => $"{Times(count)} a deletion became a question for you.",
            Note.DeletesBraked =>
                $"{Times(count)} the brake on deletes stopped a run. Among the few people of a storm one is soon a large share; among many it takes more.",
            Note.Oscillating =>
                $"{Times(count)} a field{At(field)} went to and fro, and was left alone.",
            _ => null,
        };
        return text is null
            ? null
            : new Finding(YamlWords.Kebab(note.ToString()), stream, field, count, of, text);
    }

    private static string OfRequired(Stage stage, string stream, string field, long count)
    {
        var (word, key) = field.Split(':', 2) is [var first, var second]
            ? (first, second)
            : ("left", field);
        var side = word == Side.Left.Word ? Side.Left : Side.Right;
        return $"{Times(count)} {stage.NameOf(side)} refused a {stage.PlanOf(stream)[side].ObjectType} without '{key}', which it requires: it had no value on the other side, or no pair fills it.";
    }

    private static string At(string field) => field.Length == 0 ? "" : $" of {field}";

    private static string Times(long count) => count == 1 ? "Once" : $"{Number(count)} times";

    private static string Number(long number) =>
        number.ToString("N0", CultureInfo.InvariantCulture);
}
