using Tallystick.Storage;

namespace Tallystick.Tests.Storage;

public sealed class SyncLockTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tallystick").FullName;

    private string StatePath => Path.Combine(_folder, "new", "state.db");

    [Fact]
    public void A_taken_lock_cannot_be_taken_again()
    {
        using var first = SyncLock.TryTake(StatePath);

        first.ShouldNotBeNull();
        SyncLock.TryTake(StatePath).ShouldBeNull();
    }

    [Fact]
    public void A_lock_that_was_given_back_can_be_taken()
    {
        SyncLock.TryTake(StatePath)!.Dispose();

        using var second = SyncLock.TryTake(StatePath);

        second.ShouldNotBeNull();
    }

    [Fact]
    public void Locks_of_two_files_do_not_meet()
    {
        using var first = SyncLock.TryTake(StatePath);
        using var second = SyncLock.TryTake(StatePath + "2");

        second.ShouldNotBeNull();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
