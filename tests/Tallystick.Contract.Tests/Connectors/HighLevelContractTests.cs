using Tallystick.Connectors.HighLevel;
using Tallystick.Contract.Tests.OpenApi;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.HighLevel;
using Tallystick.Sandbox;

namespace Tallystick.Contract.Tests.Connectors;

/// <summary>The suite on an object type of HighLevel; every call is held against the official documents.</summary>
public abstract class HighLevelContract : ConnectorContract
{
    private readonly List<ValidatingHandler> _handlers = [];

    private protected HighLevelSandbox Sandbox { get; private set; } = null!;

    protected override async Task SetUpAsync() =>
        Sandbox = await HighLevelSandbox.StartAsync(
            new SandboxOptions { Limits = false, SearchLag = TimeSpan.Zero },
            TimeProvider.System,
            Token
        );

    protected override Task<IConnector> OpenAsync()
    {
        var handler = new ValidatingHandler(new SocketsHttpHandler());
        _handlers.Add(handler);
        return Task.FromResult<IConnector>(HighLevelConnectors.Open(Sandbox, handler));
    }

    /// <summary>HighLevel's times hold milliseconds: what was done in this one is over when the next begins.</summary>
    protected override async Task<DateTimeOffset> NowAsync()
    {
        var before = Milliseconds();
        while (Milliseconds() == before)
            await Task.Yield();
        return DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds());

        static long Milliseconds() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
    }

    protected override async Task TearDownAsync()
    {
        await Sandbox.DisposeAsync();
        _handlers.SelectMany(h => h.Deviations).ShouldBeEmpty();
    }
}

/// <summary>The suite on what hangs on a contact.</summary>
public abstract class HighLevelChildContract : HighLevelContract
{
    private protected string Contact { get; private set; } = "";

    protected override IReadOnlyList<(string Key, Value Value)> Given =>
        [("contact", Value.Of(Contact))];

    protected override async Task SetUpAsync()
    {
        await base.SetUpAsync();
        await using var connector = HighLevelConnectors.Open(Sandbox);
        var schemas = await connector.DescribeAsync(Token);
        var contacts = new Projection(
            "contact",
            [schemas.Single(s => s.ObjectType == "contact").Find("email").ShouldNotBeNull()]
        );
        var patch = new Patch([new FieldChange(0, Value.Of("parent@example.com"))]);
        Contact = (await connector.CreateAsync(contacts, patch, Token)).Id;
    }

    protected override string UnusedId(string id) => $"{Contact}/none";
}

public sealed class HighLevelContractTests : HighLevelContract
{
    protected override ContractSubject Subject { get; } =
        new("contact", "firstName")
        {
            EmailField = "email",
            SetField = "tags",
            DateField = "dateOfBirth",
        };
}

public sealed class HighLevelTaskContractTests : HighLevelChildContract
{
    protected override ContractSubject Subject { get; } =
        new("task", "title") { EmailField = "body" };

    protected override IReadOnlyList<(string Key, Value Value)> Given =>
        [.. base.Given, ("dueDate", Value.Of("2027-01-31T11:00:00.000Z"))];
}

public sealed class HighLevelNoteContractTests : HighLevelChildContract
{
    protected override ContractSubject Subject { get; } =
        new("note", "body") { EmailField = "title" };
}

public sealed class HighLevelCompanyContractTests : HighLevelContract
{
    protected override ContractSubject Subject { get; } =
        new("company", "name") { EmailField = "email" };
}

public sealed class HighLevelAppointmentContractTests : HighLevelChildContract
{
    protected override ContractSubject Subject { get; } =
        new("appointment", "title") { EmailField = "address" };

    protected override IReadOnlyList<(string Key, Value Value)> Given =>
        [
            .. base.Given,
            ("calendar", Value.Of("BqTwX8QFwXzpegMve9EQ")),
            ("startTime", Value.Of("2027-01-31T11:00:00.000Z")),
        ];

    protected override string UnusedId(string id) => "none";
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
