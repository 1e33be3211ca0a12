namespace Tallystick.Simulation.Tests.Bugs;

/// <summary>Mistakes that a sync engine can make, planted around the real one to see that the laws find them.</summary>
internal enum PlantedBug
{
    None,
    SwallowedConcurrentEdit,
    DuplicateOnAmbiguousCreate,
    ResurrectedDelete,
    EchoOnNormalisation,
    OverwrittenTags,
    DeleteOnAnEmptyPage,
    LostBetweenOffsetAndCommit,
    StaleTwin,
    ConflictLosesOldValue,
    BudgetOverrun,
    LookMovesTheMark,
    ChildrenNotAskedFor,
}
