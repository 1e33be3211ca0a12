using System.Text;
using Tallystick.Storage;
using Tallystick.Storage.Secrets;

namespace Tallystick.Tests.Storage;

public sealed class KeyStoreTests : IDisposable
{
    private const string Secret = "pit-11111111-2222-3333-4444-555555555555";

    private readonly string _folder = Directory.CreateTempSubdirectory("tallystick-keys-").FullName;

    private string StorePath => Path.Combine(_folder, "tallystick.secrets.db");

    private MasterKeySource Source => new(Path.Combine(_folder, "config", "keys"));

    [Fact]
    public void What_is_saved_is_found_again_and_stands_nowhere_in_plain_text()
    {
        using (var store = Open())
        {
            store.Save("crm", Secret);
            store.Save("acme", "a key with ünïcode");
        }
        using var again = Open();
        again.Find("crm")!.Value.Value.ShouldBe(Secret);
        again.Find("acme")!.Value.Value.ShouldBe("a key with ünïcode");
        again.Find("nobody").ShouldBeNull();
        again.Names.ShouldBe(["acme", "crm"]);
        foreach (var file in Directory.GetFiles(_folder, "*", SearchOption.AllDirectories))
            Encoding.Latin1.GetString(Bytes(file)).ShouldNotContain("11111111-2222");
    }

    [Fact]
    public void Only_their_owner_can_read_the_files()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var store = Open();
        store.Save("crm", Secret);
        var mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.GetUnixFileMode(StorePath).ShouldBe(mine);
        File.GetUnixFileMode(store.MasterKeyPlace).ShouldBe(mine);
    }

    [Fact]
    public void A_master_key_that_others_can_read_is_refused_with_the_way_out()
    {
        if (OperatingSystem.IsWindows())
            return;
        using (var store = Open())
        {
            store.Save("crm", Secret);
            File.SetUnixFileMode(
                store.MasterKeyPlace,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead
            );
        }
        using var again = Open();
        Should.Throw<StoreException>(() => again.Find("crm")).Message.ShouldContain("chmod 600");
    }

    [Fact]
    public void A_missing_or_another_master_key_is_told_and_not_made_anew()
    {
        string key;
        using (var store = Open())
        {
            store.Save("crm", Secret);
            key = store.MasterKeyPlace;
        }
        File.Move(key, key + ".away");
        using (var store = Open())
        {
            Should.Throw<StoreException>(() => store.Find("crm")).Message.ShouldContain("missing");
            Should.Throw<StoreException>(() => store.Save("b", "b"));
        }
        File.Exists(key).ShouldBeFalse();
        var other = new MasterKeySource("", Given: Convert.ToBase64String(new byte[32]));
        using (var store = KeyStore.Open(StorePath, other, TimeProvider.System))
            Should
                .Throw<StoreException>(() => store.Find("crm"))
                .Message.ShouldContain("another master key");
        File.Move(key + ".away", key);
        using (var store = Open())
            store.Find("crm")!.Value.Value.ShouldBe(Secret);
    }

    [Fact]
    public void A_key_of_the_environment_needs_no_file()
    {
        var source = new MasterKeySource(
            Path.Combine(_folder, "config"),
            Given: Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray())
        );
        using (var store = KeyStore.Open(StorePath, source, TimeProvider.System))
            store.Save("crm", Secret);
        using var again = KeyStore.Open(StorePath, source, TimeProvider.System);
        again.Find("crm")!.Value.Value.ShouldBe(Secret);
        Directory.Exists(Path.Combine(_folder, "config")).ShouldBeFalse();
        using var bad = KeyStore.Open(
            StorePath,
            source with
            {
                Given = "short",
            },
            TimeProvider.System
        );
        Should.Throw<StoreException>(() => bad.Find("crm")).Message.ShouldContain("openssl rand");
    }

    [Fact]
    public void A_rotation_encrypts_everything_anew_and_other_processes_follow()
    {
        using var store = Open();
        store.Save("crm", Secret);
        store.Save("acme", "key");
        using var other = Open();
        other.Find("crm").ShouldNotBeNull();
        var (before, key) = (Bytes(StorePath), File.ReadAllText(store.MasterKeyPlace));

        store.Rotate().ShouldBe(2);

        File.ReadAllText(store.MasterKeyPlace).ShouldNotBe(key);
        Bytes(StorePath).ShouldNotBe(before);
        other.Find("crm")!.Value.Value.ShouldBe(Secret);
        other.Save("new", "n");
        store.Find("new")!.Value.Value.ShouldBe("n");
        using var third = Open();
        third.Find("acme")!.Value.Value.ShouldBe("key");
    }

    [Fact]
    public void A_rotation_that_was_killed_before_its_key_got_its_name_is_finished_by_the_next()
    {
        string place;
        using (var store = Open())
        {
            store.Save("crm", Secret);
            place = store.MasterKeyPlace;
            File.Copy(place, place + ".old");
            store.Rotate();
        }
        File.Move(place, place + ".new");
        File.Move(place + ".old", place);
        using var again = Open();
        again.Find("crm")!.Value.Value.ShouldBe(Secret);
        File.Exists(place + ".new").ShouldBeFalse();
    }

    [Fact]
    public void Who_saves_on_an_older_version_is_too_late()
    {
        using var store = Open();
        using var other = Open();
        store.TrySave("crm", "a", 0).ShouldBeTrue();
        other.TrySave("crm", "b", 0).ShouldBeFalse();
        var (value, version) = other.Find("crm")!.Value;
        value.ShouldBe("a");
        other.TrySave("crm", "b", version).ShouldBeTrue();
        store.Find("crm")!.Value.Value.ShouldBe("b");
    }

    [Fact]
    public void A_lease_is_one_holders_until_it_is_given_back_or_its_time_is_over()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var store = KeyStore.Open(StorePath, Source, time);
        using var other = KeyStore.Open(StorePath, Source, time);
        var lease = store.TryLease("crm", TimeSpan.FromSeconds(20));
        lease.ShouldNotBeNull();
        other.TryLease("crm", TimeSpan.FromSeconds(20)).ShouldBeNull();
        other.TryLease("acme", TimeSpan.FromSeconds(20)).ShouldNotBeNull();
        lease.Dispose();
        var second = other.TryLease("crm", TimeSpan.FromSeconds(20));
        second.ShouldNotBeNull();
        time.Advance(TimeSpan.FromSeconds(21));
        store.TryLease("crm", TimeSpan.FromSeconds(20)).ShouldNotBeNull();
        // What is over already is not another's to give back.
        second.Dispose();
        other.TryLease("crm", TimeSpan.FromSeconds(20)).ShouldBeNull();
    }

    [Fact]
    public void A_secret_put_in_anothers_place_is_refused()
    {
        using (var store = Open())
        {
            store.Save("crm", Secret);
            store.Save("acme", "key");
        }
        using (
            var file = new Microsoft.Data.Sqlite.SqliteConnection(
                $"Data Source={StorePath};Pooling=false"
            )
        )
        {
            file.Open();
            using var swap = file.CreateCommand();
            swap.CommandText =
                "UPDATE secrets SET value = (SELECT value FROM secrets WHERE name = 'crm') WHERE name = 'acme'";
            swap.ExecuteNonQuery();
        }
        using var again = Open();
        Should.Throw<StoreException>(() => again.Find("acme")).Message.ShouldContain("'acme'");
    }

    [Fact]
    public void A_file_that_is_no_key_store_is_refused()
    {
        File.WriteAllText(StorePath, new string('x', 5000));
        Should.Throw<StoreException>(Open).Message.ShouldContain("no key store");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private KeyStore Open() => KeyStore.Open(StorePath, Source, TimeProvider.System);

    // Also while a database has it open.
    private static byte[] Bytes(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
