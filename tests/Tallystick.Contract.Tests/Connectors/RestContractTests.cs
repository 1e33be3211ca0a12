using Microsoft.Extensions.Time.Testing;
using Tallystick.Connectors.Rest;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Sandbox.Acme;

namespace Tallystick.Contract.Tests.Connectors;

/// <summary>The suite on an object type of Acme's manifest, against an Acme CRM.</summary>
public abstract class RestContract : ConnectorContract
{
    private readonly FakeTimeProvider _clock = new(new(2026, 3, 1, 9, 0, 0, 700, default));

    private protected AcmeCrm Acme { get; private set; } = null!;

    protected virtual RestManifest Manifest => RestManifests.Find("acme").ShouldNotBeNull();

    protected override async Task SetUpAsync() =>
        Acme = await AcmeCrm.StartAsync(new AcmeOptions { Limits = false }, _clock, Token);

    protected override async Task TearDownAsync() => await Acme.DisposeAsync();

    protected override Task<IConnector> OpenAsync() =>
        Task.FromResult<IConnector>(
            new RestConnector(
                Manifest,
                new RestSettings
                {
                    BaseUrl = Acme.BaseAddress,
                    Secrets = new Dictionary<string, string> { ["api-key"] = "acme-demo-key" },
                },
                new RestFreeBudget(),
                TimeProvider.System
            )
        );

    protected override Task<DateTimeOffset> NowAsync()
    {
        _clock.Advance(TimeSpan.FromSeconds(5));
        return Task.FromResult(_clock.GetUtcNow());
    }
}

public sealed class RestContractTests : RestContract
{
    protected override ContractSubject Subject { get; } =
        new("person", "givenName")
        {
            EmailField = "emailAddress",
            SetField = "labels",
            DateField = "birthday",
            TextMax = 5_000,
        };
}

/// <summary>What belongs to a person, in the app's listing of everybody's.</summary>
public class RestChildContractTests : RestContract
{
    private string _owner = "";

    protected override ContractSubject Subject { get; } =
        new("todo", "subject")
        {
            EmailField = "details",
            DateField = "dueOn",
            TextMax = 5_000,
        };

    protected override IReadOnlyList<(string Key, Value Value)> Given =>
        [("person", Value.Of(_owner))];

    protected override async Task SetUpAsync()
    {
        await base.SetUpAsync();
        _owner = Acme.Load([.. Enumerable.Range(0, 7).Select(i => AcmePeople.At(1, i))])[3];
    }

    protected override string UnusedId(string id) => $"{_owner}/t_none";
}

/// <summary>The same where the app lists them only person by person, and its rows do not say whose they are.</summary>
public sealed class RestWalkContractTests : RestChildContractTests
{
    protected override RestManifest Manifest =>
        base.Manifest with
        {
            Objects = [.. base.Manifest.Objects.Select(o => o.Name is "todo" ? ByPerson(o) : o)],
        };

    private static RestObject ByPerson(RestObject type)
    {
        var parent = type.Parent.ShouldNotBeNull();
        var field = parent.Field with { Path = null };
        return type with
        {
            List = type.List with { Path = "/api/people/{parent}/todos" },
            Parent = parent with { Field = field },
            Fields = [.. type.Fields.Select(f => f == parent.Field ? field : f)],
        };
    }
}
