using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tallystick.Catalogs;
using Tallystick.Catalogs.Calls;
using Tallystick.Cli;
using Tallystick.Sandbox;

namespace Tallystick.Tests.Cli;

/// <summary>
/// <c>tally call</c> reaches every operation of both surfaces: each is called with its sample, the
/// hand-written one where there is one, on a sandbox that has one of each thing.
/// </summary>
public sealed partial class CallWalkTests : IAsyncLifetime
{
    private const string AgencyVariable = "TALLY_TEST_AGENCY_TOKEN";

    private const string SampleCompany = "company0000000000000";

    /// <summary>What asks for tokens is reached when its code is refused: there is one use in a code.</summary>
    private const string NeedsACode = "Authorization code not found";

    /// <summary>Closed in the end instead of the one that all others are in.</summary>
    private const string ClosedLocation = "closedLocationId";

    private readonly string _photo = Path.GetTempFileName();

    /// <summary>What the sandbox's sample data has.</summary>
    private readonly Dictionary<string, string> _variables = new()
    {
        ["locationId"] = HighLevelSandbox.DefaultLocation,
        ["contactId"] = "ocQHyuzHvysMo5N5VsXc",
        ["companyId"] = "5DP4iH6HLkQsiKESj6rh",
        ["userId"] = "sx6wyHhbFdRXh302LLNR",
        ["calendarId"] = "BqTwX8QFwXzpegMve9EQ",
        ["pipelineId"] = "VDm7RPYC2GLUvdpKmBfC",
        ["pipelineStageId"] = "7915dedc-8f18-44d5-8bc3-77c04e994a10",
        ["stageId"] = "7915dedc-8f18-44d5-8bc3-77c04e994a10",
    };

    /// <summary>What is made first, and what its id is called in the samples.</summary>
    private static readonly (string Operation, string Variable)[] Things =
    [
        ("contacts.create-task", "taskId"),
        ("contacts.create-note", "noteId"),
        ("businesses.create", "businessId"),
        ("locations.create-tag", "tagId"),
        ("locations.create-custom-field", "customFieldId"),
        ("locations.create-custom-value", "customValueId"),
        ("calendars.create-appointment", "appointmentId"),
        ("opportunities.create", "opportunityId"),
        ("locations.create", ClosedLocation),
    ];

    private HighLevelSandbox _sandbox = null!;

    public static TheoryData<string> Surfaces => ["2021", "v3"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Environment.SetEnvironmentVariable(AgencyVariable, "oauth-sandbox-company");
        await File.WriteAllTextAsync(_photo, "not a photo", Token);
        _sandbox = await HighLevelSandbox.StartAsync(
            new SandboxOptions { Limits = false, SearchLag = TimeSpan.Zero },
            TimeProvider.System,
            Token
        );
        using var http = new HttpClient { BaseAddress = _sandbox.BaseAddress };
        using var seeded = await http.PostAsJsonAsync(
            "_sandbox/seed",
            new { samples = true },
            Token
        );
        seeded.EnsureSuccessStatusCode();
        foreach (var (operation, variable) in Things)
            _variables[variable] = await MakeAsync(operation);
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(_photo);
        await _sandbox.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Surfaces))]
    public async Task Every_operation_is_reached(string surface)
    {
        var catalog = surface == "v3" ? BuiltInCatalogs.HighLevelV3 : BuiltInCatalogs.HighLevel2021;
        var failures = new List<string>();

        // What takes something away comes last, children before their parents, or others would
        // not find them.
        var ordered = catalog
            .Operations.OrderBy(o => o.IsDelete)
            .ThenByDescending(o => o.IsDelete ? o.Path.Split('/').Length : 0)
            .ThenBy(o => o.Name == "contacts.delete");
        foreach (var operation in ordered)
        {
            if (operation.Name == "locations.delete")
                _variables["locationId"] = _variables[ClosedLocation];
            var said = await CallAsync(catalog, operation);
            _variables["locationId"] = HighLevelSandbox.DefaultLocation;
            if (said.Code != ExitCode.Done && !said.Output.Contains(NeedsACode))
                failures.Add(
                    $"{operation.Name}: {said.Lines[^1].GetProperty("message")} {said.Error}"
                );
        }

        failures.ShouldBeEmpty();
    }

    private async Task<string> MakeAsync(string name)
    {
        var catalog = BuiltInCatalogs.HighLevel2021;
        var operation = catalog.Operations.Single(o => o.Name == name);
        // The walk makes its own field by the sample's name, and names are taken once.
        var said = await CallAsync(catalog, operation, b => b.Replace("Shoe", "Hat"));
        said.Code.ShouldBe(ExitCode.Done, $"{name}: {said.Output} {said.Error}");
        var body = said.Lines.Single().GetProperty("body");
        if (!body.TryGetProperty("id", out var id))
            id = body.EnumerateObject()
                .First(p => p.Value.ValueKind is JsonValueKind.Object)
                .Value.GetProperty("id");
        return id.GetString()!;
    }

    private Task<Said> CallAsync(
        Catalog catalog,
        CatalogOperation operation,
        Func<string, string>? change = null
    )
    {
        var sample =
            BuiltInCatalogs.HighLevelHelp.SampleOf(operation, catalog.Surface)
            ?? new SampleMaker(catalog).Of(operation);
        var arguments = new List<string>
        {
            "call",
            "highlevel",
            operation.Name,
            "--surface",
            catalog.Surface,
            "--sandbox",
            "--base-url",
            _sandbox.BaseAddress.AbsoluteUri,
            "--output",
            "json",
        };
        foreach (var (place, values) in new[] { ("path", sample.Path), ("query", sample.Query) })
        foreach (var (name, value) in values ?? [])
            arguments.AddRange([
                "--field",
                $"{place}:{name}:={Filled(value?.ToJsonString() ?? "null")}",
            ]);
        if (sample.Body is { } body)
            arguments.AddRange(["--data", Filled((change ?? (b => b))(body.ToJsonString()))]);
        if (operation.Token is TokenClass.Agency)
            arguments.AddRange(["--token-env", AgencyVariable]);
        return Said.OfAsync([.. arguments]);
    }

    private string Filled(string json) =>
        Variable()
            .Replace(
                json.Replace("@photo.png", $"@{_photo}")
                    .Replace(SampleCompany, _variables["companyId"]),
                m => _variables.GetValueOrDefault(m.Groups[1].Value, m.Groups[1].Value)
            );

    [GeneratedRegex(@"\{\{([A-Za-z]+)\}\}")]
    private static partial Regex Variable();
}
