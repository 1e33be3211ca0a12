using System.Globalization;
using Tallystick.Sandbox;
using Tallystick.Sandbox.Acme;
using Tallystick.Sandbox.People;

namespace Tallystick.Cli.Demo;

/// <summary>
/// The demo's two systems: a sandbox HighLevel with 2,000 contacts, and Acme CRM with 1,500 people,
/// of whom 900 are the same ones, written down differently.
/// </summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    public const int LeftCount = 2_000;
    public const int SharedCount = 900;
    public const int RightOnlyCount = 600;
    public static readonly TimeSpan SearchLag = TimeSpan.FromSeconds(1);

    private const int FirstStranger = 100_000;

    private DemoWorld(HighLevelSandbox highLevel, AcmeCrm acme, IReadOnlyList<string> acmeIds)
    {
        HighLevel = highLevel;
        Acme = acme;
        AcmeIds = acmeIds;
    }

    public HighLevelSandbox HighLevel { get; }

    public AcmeCrm Acme { get; }

    public IReadOnlyList<string> AcmeIds { get; }

    public static async Task<DemoWorld> StartAsync(
        string folder,
        int seed,
        CancellationToken cancellationToken
    )
    {
        var highLevel = await StartAsync(
            port =>
                HighLevelSandbox.StartAsync(
                    new SandboxOptions
                    {
                        Port = port,
                        Contacts = LeftCount,
                        Seed = seed,
                        SearchLag = SearchLag,
                        Limits = false,
                        DataFile = Path.Combine(folder, DemoFiles.HighLevelData),
                    },
                    TimeProvider.System,
                    cancellationToken
                ),
            Commands.SandboxCommand.DefaultPort
        );
        var acme = await StartAsync(
            port =>
                AcmeCrm.StartAsync(
                    new AcmeOptions
                    {
                        Port = port,
                        Seed = seed,
                        Limits = false,
                        DataFile = Path.Combine(folder, DemoFiles.AcmeData),
                    },
                    TimeProvider.System,
                    cancellationToken
                ),
            Commands.SandboxCommand.DefaultPort + 1
        );
        return new DemoWorld(highLevel, acme, acme.Load(People(seed)));
    }

    public async ValueTask DisposeAsync()
    {
        await HighLevel.DisposeAsync();
        await Acme.DisposeAsync();
    }

    /// <summary>The usual port where it is free, so that addresses stay the same from run to run.</summary>
    private static async Task<T> StartAsync<T>(Func<int, Task<T>> start, int usualPort)
    {
        try
        {
            return await start(usualPort);
        }
        catch (IOException)
        {
            return await start(0);
        }
    }

    private static IEnumerable<AcmePersonSeed> People(int seed)
    {
        for (var i = 0; i < SharedCount; i++)
            yield return WrittenDifferently(SandboxPeople.Generate(seed, i * 2), i);
        for (var i = 0; i < RightOnlyCount; i++)
            yield return Plain(SandboxPeople.Generate(seed, FirstStranger + i));
    }

    private static AcmePersonSeed Plain(SandboxPerson person) =>
        new()
        {
            GivenName = person.FirstName,
            FamilyName = person.LastName,
            EmailAddress = person.Email,
            Mobile = person.Phone,
            Organisation = person.Company.Length > 0 ? person.Company : null,
            Street = person.Street,
            Town = person.City,
            Region = person.State,
            Postcode = person.PostalCode,
            CountryCode = person.Country,
            Birthday = person.Birthday,
            Labels = person.Tags,
        };

    /// <summary>The same person as another office would have typed it: other spelling, less of it, some of it older.</summary>
    private static AcmePersonSeed WrittenDifferently(SandboxPerson person, int index)
    {
        var plain = Plain(person);
        var written = plain with
        {
            EmailAddress =
                index % 3 == 0 ? plain.EmailAddress!.ToUpperInvariant() : plain.EmailAddress,
            Mobile = Spell(plain.Mobile!, index),
            Labels = [.. plain.Labels.Select(CultureInfo.InvariantCulture.TextInfo.ToTitleCase)],
        };
        return (index % 9) switch
        {
            1 => written with { EmailAddress = null },
            2 => written with { Mobile = null },
            3 => written with { Street = null, Town = null, Region = null, Postcode = null },
            4 => written with { Labels = [.. written.Labels, "Acme customer"] },
            5 => written with { Birthday = null },
            6 => written with { Town = "Springfield" },
            _ => written,
        };
    }

    /// <summary>+12125550100 as +1 (212) 555-0100 or 1-212-555-0100.</summary>
    private static string Spell(string phone, int index) =>
        index % 2 == 0
            ? $"+1 ({phone[2..5]}) {phone[5..8]}-{phone[8..]}"
            : $"1-{phone[2..5]}-{phone[5..8]}-{phone[8..]}";
}
