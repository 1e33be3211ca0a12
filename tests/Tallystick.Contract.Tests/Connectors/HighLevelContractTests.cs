using Tallystick.Connectors.HighLevel;
using Tallystick.Contract.Tests.OpenApi;
using Tallystick.Core.Connectors;
using Tallystick.HighLevel;
using Tallystick.Sandbox;

namespace Tallystick.Contract.Tests.Connectors;

/// <summary>The suite on HighLevel's contacts; every call is held against the official documents.</summary>
public sealed class HighLevelContractTests : ConnectorContract
{
    private readonly List<ValidatingHandler> _handlers = [];
    private HighLevelSandbox _sandbox = null!;

    protected override ContractSubject Subject { get; } =
        new("contact", "firstName")
        {
            EmailField = "email",
            SetField = "tags",
            DateField = "dateOfBirth",
        };

    protected override async Task SetUpAsync() =>
        _sandbox = await HighLevelSandbox.StartAsync(
            new SandboxOptions { Limits = false, SearchLag = TimeSpan.Zero },
            TimeProvider.System,
            Token
        );

    protected override Task<IConnector> OpenAsync()
    {
        var handler = new ValidatingHandler(new SocketsHttpHandler());
        _handlers.Add(handler);
        return Task.FromResult<IConnector>(HighLevelConnectors.Open(_sandbox, handler));
    }

    protected override Task<DateTimeOffset> NowAsync() =>
        Task.FromResult(TimeProvider.System.GetUtcNow());

    protected override async Task TearDownAsync()
    {
        await _sandbox.DisposeAsync();
        _handlers.SelectMany(h => h.Deviations).ShouldBeEmpty();
    }
}

internal static class HighLevelConnectors
{
    public static HighLevelConnector Open(
        HighLevelSandbox sandbox,
        HttpMessageHandler? handler = null,
        string token = HighLevelSandbox.DefaultToken
    ) =>
        new(
            new HighLevelSettings
            {
                Account = new HighLevelOptions
                {
                    Token = token,
                    LocationId = HighLevelSandbox.DefaultLocation,
                    BaseAddress = sandbox.BaseAddress,
                },
                SearchLag = TimeSpan.Zero,
            },
            new RestFreeBudget(),
            TimeProvider.System,
            inner: handler
        );
}
