using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tallystick.Sandbox.Admin;
using Tallystick.Sandbox.Calendars;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Faults;
using Tallystick.Sandbox.Generic;
using Tallystick.Sandbox.Hooks;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.Locations;
using Tallystick.Sandbox.OAuth;
using Tallystick.Sandbox.Opportunities;
using Tallystick.Sandbox.Page;
using Tallystick.Sandbox.Snapshots;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox;

/// <summary>
/// A HighLevel that runs here: the API surface that contact sync needs, with its limits, its
/// search lag and its quirks, on loopback and in memory. The README beside it is its manual.
/// </summary>
public sealed class HighLevelSandbox : IAsyncDisposable
{
    /// <summary>The location that every sandbox starts with.</summary>
    public const string DefaultLocation = "ve9EPM428h8vShlRW1KT";

    /// <summary>A private integration token with every scope for <see cref="DefaultLocation"/>.</summary>
    public const string DefaultToken = "pit-sandbox-full";

    /// <summary>The id of the app that every sandbox knows.</summary>
    public const string DefaultClientId = "65f0a1b2c3d4e5f607182930-sandbox1";

    /// <summary>Its secret, which is none: whoever reads this has it.</summary>
    public const string DefaultClientSecret = "5a9d0b1c-2e3f-4a5b-8c6d-7e8f9a0b1c2d";

    private readonly SandboxWorld _world;
    private readonly ContactDesk _desk;
    private readonly FaultDealer _faults = new();
    private readonly CallCounters _counters = new();
    private readonly Pipeline _pipeline;
    private readonly HookDesk _hooks;
    private readonly AdminApi _admin;
    private readonly ConsentPage _consent;
    private readonly WebApplication _app;
    private bool _isDisposed;

    private HighLevelSandbox(SandboxOptions options, TimeProvider time)
    {
        _world = new SandboxWorld(options, time);
        _faults.Rates = options.Faults;
        _desk = new ContactDesk(_world);
        _hooks = new HookDesk(_world);
        var limiter = new RateLimiter(_world.Clock, options);
        _pipeline = new Pipeline(
            _world,
            new RouteTable(Routes()),
            new GenericRoutes(_world),
            limiter,
            _faults,
            _counters
        );
        _admin = new AdminApi(_world, _desk, limiter, _faults, _counters, _hooks);
        _consent = new ConsentPage(_world);
        _app = LoopbackHost.Build(options.Port, HandleAsync);
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri BaseAddress =>
        new(
            _app.Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!
                .Addresses.Single()
        );

    /// <summary>How many contacts the default location holds now.</summary>
    public int ContactCount
    {
        get
        {
            lock (_world.Gate)
                return _world.Locations[DefaultLocation].Contacts.Count;
        }
    }

    /// <summary>Loads or seeds the data, then listens.</summary>
    /// <exception cref="InvalidDataException">The data file is not a snapshot.</exception>
    /// <exception cref="IOException">The port is taken, or the data file cannot be read.</exception>
    public static async Task<HighLevelSandbox> StartAsync(
        SandboxOptions options,
        TimeProvider time,
        CancellationToken cancellationToken = default
    )
    {
        var sandbox = new HighLevelSandbox(options, time);
        try
        {
            await sandbox.FillAsync(cancellationToken);
            await sandbox._app.StartAsync(cancellationToken);
            return sandbox;
        }
        catch
        {
            await sandbox._hooks.DisposeAsync();
            await sandbox._app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Changes contacts of the default location as a person would; returns their ids. The same seed picks the same ones.</summary>
    public IReadOnlyList<string> EditAtRandom(int count, int seed)
    {
        lock (_world.Gate)
            return new HumanEdits(_desk).Make(_world.Locations[DefaultLocation], count, seed);
    }

    /// <summary>Changes one contact as a person would.</summary>
    /// <param name="fields">By the API's property names; also those that the API itself lets nobody write.</param>
    public void Edit(string id, object fields)
    {
        lock (_world.Gate)
        {
            var location = _world.Locations[DefaultLocation];
            var body = JsonSerializer.SerializeToElement(fields);
            _desk.Update(
                location,
                _desk.Get(location, id),
                body,
                Audience.Person,
                ApiVersion.Dated
            );
        }
    }

    /// <summary>What the sandbox's webhooks are verified with, in base64.</summary>
    public string WebhookKey => _hooks.Signer.PublicKey;

    /// <summary>Sets how calls fail from now on.</summary>
    public void SetFaults(FaultRates rates) => _faults.Rates = rates;

    /// <summary>Stops listening and saves, where a data file is set.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await _hooks.DisposeAsync();
        if (_world.Options.DataFile is { } path)
            await Snapshot.SaveAsync(_world, path, CancellationToken.None);
    }

    private IEnumerable<Route> Routes() =>
        [
            .. new ContactApi(_desk).Routes,
            .. SearchApi.Routes,
            .. new TaskApi(_world, _desk).Routes,
            .. new NoteApi(_world, _desk).Routes,
            .. new MembershipApi(_world, _desk).Routes,
            .. new BulkApi(_world, _desk).Routes,
            .. new CalendarApi(_world, _desk).Routes,
            .. new LocationApi(_world).Routes,
            .. new LocationWriteApi(_world).Routes,
            .. new CustomFieldApi(_world).Routes,
            .. new CustomValueApi(_world).Routes,
            .. new LocationTagApi(_world, _desk).Routes,
            .. new OpportunityApi(_world, _desk).Routes,
            .. OpportunitySearchApi.Routes,
            .. new UserApi(_world).Routes,
            .. new BusinessApi(_world).Routes,
            .. new TokenApi(_world).Routes,
        ];

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        Furniture.Place(_world);
        if (_world.Options.DataFile is { } path && File.Exists(path))
            await Snapshot.LoadAsync(_world, path, cancellationToken);
        else
            Furniture.AddContacts(
                _world,
                _world.Locations[DefaultLocation],
                _world.Options.Contacts,
                _world.Options.Seed
            );
    }

    private Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return PageFiles.IsAt(segments) ? PageFiles.HandleAsync(context, segments)
            : segments is ["_sandbox", ..] ? _admin.HandleAsync(context, segments)
            : ConsentPage.IsAt(segments) ? _consent.HandleAsync(context)
            : _pipeline.HandleAsync(context, segments);
    }
}
