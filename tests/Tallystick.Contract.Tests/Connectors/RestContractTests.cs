using Microsoft.Extensions.Time.Testing;
using Tallystick.Connectors.Rest;
using Tallystick.Core.Connectors;
using Tallystick.Sandbox.Acme;

namespace Tallystick.Contract.Tests.Connectors;

/// <summary>The manifest of Acme against an Acme CRM.</summary>
public sealed class RestContractTests : ConnectorContract
{
    private readonly FakeTimeProvider _clock = new(new(2026, 3, 1, 9, 0, 0, 700, default));
    private AcmeCrm _acme = null!;

    protected override ContractSubject Subject { get; } =
        new("person", "givenName")
        {
            EmailField = "emailAddress",
            SetField = "labels",
            DateField = "birthday",
            TextMax = 5_000,
        };

    protected override async Task SetUpAsync() =>
        _acme = await AcmeCrm.StartAsync(new AcmeOptions { Limits = false }, _clock, Token);

    protected override async Task TearDownAsync() => await _acme.DisposeAsync();

    protected override Task<IConnector> OpenAsync() =>
        Task.FromResult<IConnector>(
            new RestConnector(
                RestManifests.Find("acme").ShouldNotBeNull(),
                new RestSettings
                {
                    BaseUrl = _acme.BaseAddress,
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
