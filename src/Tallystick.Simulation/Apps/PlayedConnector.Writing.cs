using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Simulation.Laws;
using Tallystick.Simulation.Mappings;

namespace Tallystick.Simulation.Apps;

// Writes: taken or refused as the schema has it.
internal sealed partial class PlayedConnector
{
    private WriteResult Create(Projection projection, Patch patch)
    {
        var table = app[projection.ObjectType];
        var fields = Wire.FieldsOf(projection, patch);
        Watched(table, fields, FieldAccess.Create);
        CheckParent(table, fields);
        CheckRequired(table, fields);
        CheckDouble(table, fields, null);
        return Answer(table, projection, table.Create(watch.TokenOf(table, fields), fields));
    }

    private WriteResult Update(Projection projection, string id, Patch patch, string? version)
    {
        var table = app[projection.ObjectType];
        var record =
            table.Find(id)
            ?? throw new ConnectorException(ProblemKind.NotFound, "There is no such record.");
        Wire.CheckVersion(record, version);
        var fields = Wire.FieldsOf(projection, patch);
        Watched(table, fields, FieldAccess.Update);
        CheckDouble(table, fields, id);
        foreach (var change in patch.Changes)
        {
            var key = projection.Fields[change.Ordinal].Key;
            if (change.Added is not null && table.Facts.Capabilities.SetsByElement.Contains(key))
                fields[key] = Wire.Applied(record[key], change);
        }
        return Answer(table, projection, table.Update(id, fields));
    }

    /// <summary>A field that flows to no side that is written, or that the app lets nobody write, stays as it is.</summary>
    private void Watched(PlayedTable table, Dictionary<string, Value> fields, FieldAccess access)
    {
        foreach (var (key, value) in fields)
        {
            var field = table.Facts.Find(key);
            if (field is not { IsTarget: true })
                watch.Break(
                    Law.Untouched,
                    $"{key} of a {table.Facts.Type} was written in {app.Name}, and no pair flows there."
                );
            else if (!field.Field.Can(access))
                throw Refused(key, $"{key} cannot be written.");
            else if (value.Text?.Length > (field.Field.LengthMax ?? int.MaxValue))
                throw Refused(key, $"{key} is too long.");
        }
    }

    private void CheckParent(PlayedTable table, Dictionary<string, Value> fields)
    {
        if (table.Facts.Parent is not { RefersTo: { } type } parent)
            return;
        if (
            fields.GetValueOrDefault(parent.Key, Value.Empty).Text is { } id
            && app.Find(type)?.Find(id) is not null
        )
            return;
        throw new ConnectorException(
            app.Traits.MissesParents ? ProblemKind.NotFound : ProblemKind.Invalid,
            $"There is no such {type}."
        );
    }

    private void CheckRequired(PlayedTable table, Dictionary<string, Value> fields)
    {
        foreach (var field in table.Facts.Fields.Where(f => IsRequired(f)))
            if (!fields.GetValueOrDefault(field.Key, Value.Empty).HasContent)
            {
                watch.Tallies.Add(
                    Note.RefusedRequired,
                    table.Facts.Stream,
                    $"{app.Side.Word}:{field.Key}"
                );
                throw Refused(field.Key, $"{field.Key} is required.");
            }
    }

    private static bool IsRequired(FieldFacts field) =>
        field is { Field.Required: true, IsParent: false } && field.Field.Can(FieldAccess.Create);

    private static void CheckDouble(PlayedTable table, Dictionary<string, Value> fields, string? id)
    {
        if (table.DoubleOf(fields, id) is not { } found)
            return;
        throw new ConnectorException(ProblemKind.Duplicate, "The app has this one already.")
        {
            DuplicateOf = found.Record.Id,
            Field = found.Field,
        };
    }

    private static ConnectorException Refused(string key, string message) =>
        new(ProblemKind.Invalid, message) { Field = key };

    private WriteResult Answer(PlayedTable table, Projection projection, SimRecord record) =>
        new(
            record.Id,
            app.Traits.AnswersWithRecord ? Row(table, projection, record, isListed: false) : null
        );
}
