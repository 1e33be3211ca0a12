using Tallystick.Core.Connectors;
using Tallystick.Simulation.Tests.Scenarios;

namespace Tallystick.Simulation.Tests.Apps;

/// <summary>How an app deals with the tasks of its people, where that is not as with the people.</summary>
internal sealed record TaskTraits
{
    /// <summary>So many people are walked for one page where there is no list of all tasks.</summary>
    public const int WalkedMax = 3;

    public TimeSpan ListLag { get; init; }

    public bool FindsByModifiedTime { get; init; }

    public bool GivesTotal { get; init; }

    /// <summary>There is no list of all tasks: a whole listing walks the people.</summary>
    public bool Walks { get; init; }

    /// <summary>A task for somebody who is not there is "not found"; otherwise it is invalid.</summary>
    public bool MissesPeople { get; init; }

    public static TaskTraits Draw(Random random) =>
        new()
        {
            ListLag = TimeSpan.FromSeconds(random.Next(3) == 0 ? random.Next(1, 15) : 0),
            FindsByModifiedTime = random.Next(2) == 0,
            GivesTotal = random.Next(2) == 0,
            Walks = random.Next(3) == 0,
            MissesPeople = random.Next(2) == 0,
        };

    public IEnumerable<TaskTraits> Simpler() =>
        new[]
        {
            this with
            {
                ListLag = default,
            },
            this with
            {
                FindsByModifiedTime = false,
            },
            this with
            {
                GivesTotal = false,
            },
            this with
            {
                Walks = false,
            },
            this with
            {
                MissesPeople = false,
            },
        }.Where(traits => traits != this);

    public static TaskTraits Parse(Words words)
    {
        var traits = new TaskTraits
        {
            ListLag = TimeSpan.FromSeconds(words.Number("lag", 0)),
            FindsByModifiedTime = words.Has("modified"),
            GivesTotal = words.Has("total"),
            Walks = words.Has("walks"),
            MissesPeople = words.Has("misses"),
        };
        words.End();
        return traits;
    }

    public string ToString(string first) =>
        Words.Write(
            first,
            [
                ("lag", (int)ListLag.TotalSeconds),
                ("modified", FindsByModifiedTime),
                ("total", GivesTotal),
                ("walks", Walks),
                ("misses", MissesPeople),
            ]
        );

    /// <param name="people">How the app deals with people.</param>
    public Capabilities CapabilitiesWith(AppTraits people) =>
        people.Capabilities with
        {
            Changes = FindsByModifiedTime ? ChangeDetection.ModifiedTime : ChangeDetection.Scan,
            ListLag = LagWith(people),
            ChangeOverlap = people.Overlap + ListLag,
            AbsenceIsEvidence = false,
            RefusesDuplicatesOn = [],
            SweepsAreCostly = Walks,
        };

    /// <summary>Who is not in the list of people yet is not walked.</summary>
    public TimeSpan LagWith(AppTraits people) =>
        Walks && people.ListLag > ListLag ? people.ListLag : ListLag;
}
