using System.Text.Json.Nodes;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Generic;

/// <summary>
/// Answers any operation by the catalog alone: requests are checked, what was created is there
/// until it is deleted, and answers are of the documented type.
/// </summary>
internal sealed class GenericApi(SandboxWorld world)
{
    private const int SamplesPerList = 2;

    /// <param name="kin">What the documents have under one method and path: more than one where
    /// they differ from each other, and then the first that the request is good for.</param>
    public Reply Answer(IReadOnlyList<GenericOperation> kin, Call call)
    {
        var operation =
            kin.Count == 1
                ? kin[0]
                : kin.FirstOrDefault(o => RequestCheck.IsGood(o, call)) ?? kin[0];
        RequestCheck.Run(operation, call);
        var work = new GenericCall(world, operation, call, GenericCaller.LocationOf(call));
        return operation.Role switch
        {
            GenericRole.Act => work.Reply(work.Inputs(), isMadeUp: true),
            GenericRole.Create => Create(work),
            GenericRole.List => List(work),
            GenericRole.Get => work.Reply(Find(work, work.Id)),
            GenericRole.Update or GenericRole.Change => Change(work, work.Id),
            GenericRole.Delete => Delete(work),
            GenericRole.ReadOne => work.Reply(Find(work, GenericRecord.Single)),
            GenericRole.WriteOne => Change(work, GenericRecord.Single),
        };
    }

    private static Reply Create(GenericCall work)
    {
        var id = work.NewId();
        var fields = work.Inputs();
        work.Stamp(fields, id, isNew: true);
        var record = new GenericRecord(id, work.Location, fields, IsMadeUp: false);
        work.Collection.Put(record);
        return work.Reply(record);
    }

    private static Reply List(GenericCall work)
    {
        var collection = work.Collection;
        if (work.Operation.IsReadOnly && collection.Records.Count == 0)
            for (var i = 0; i < SamplesPerList; i++)
                collection.Put(work.MakeUp(work.SampleId(i)));
        return work.ReplyRows([
            .. collection.Records.Where(r =>
                r.Id != GenericRecord.Single && r.IsSeenFrom(work.Location)
            ),
        ]);
    }

    private static Reply Change(GenericCall work, string id)
    {
        var old = Find(work, id);
        var fields = (JsonObject)old.Fields.DeepClone();
        foreach (var (name, value) in work.Inputs())
            fields[name] = value?.DeepClone();
        work.Stamp(fields, (string)fields["id"]!, isNew: false);
        var changed = old with { Fields = fields };
        work.Collection.Put(changed);
        return work.Reply(changed);
    }

    private static Reply Delete(GenericCall work)
    {
        var record = Find(work, work.Id);
        work.Collection.Records.RemoveAll(r => r.Id == record.Id);
        work.Collection.Gone.Add(record.Id);
        return work.Reply(record);
    }

    /// <summary>What was never seen counts as there: somebody may have made it elsewhere.</summary>
    private static GenericRecord Find(GenericCall work, string id) =>
        work.Collection.Find(id, work.Location)
        ?? (
            work.Collection.Gone.Contains(id)
                ? throw Refusal.NotFound($"{work.Operation.Facts.Group} {id} not found")
                : work.MakeUp(id)
        );
}
