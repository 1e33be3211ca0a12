using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tallystick.Sandbox.Acme;

/// <summary>
/// A small CRM that stands for any app: plain REST on loopback, in memory, with its own field
/// names and its own ways of storing what it is sent. The README beside it is its manual.
/// </summary>
public sealed class AcmeCrm : IAsyncDisposable
{
    /// <summary>The client that every Acme knows.</summary>
    public const string DefaultClientId = "acme-demo-client";

    public const string DefaultClientSecret = "acme-demo-secret-4f1c9e7a";

    private readonly AcmeOptions _options;
    private readonly AcmeStore _store;
    private readonly AcmeApi _api;
    private readonly AcmeAdmin _admin;
    private readonly AcmeOAuthDoor _oauth;
    private readonly WebApplication _app;
    private bool _isDisposed;

    private AcmeCrm(AcmeOptions options, TimeProvider time)
    {
        _options = options;
        _store = new AcmeStore(time, options.Seed);
        var resources = new AcmeResources(_store);
        var faults = new AcmeFaults();
        var counters = new AcmeCounters();
        var oauth = new AcmeOAuth(options, time);
        _api = new AcmeApi(options, time, resources, faults, counters, oauth);
        _admin = new AcmeAdmin(options, _store, resources, faults, counters, oauth);
        _oauth = new AcmeOAuthDoor(oauth);
        _app = LoopbackHost.Build(options.Port, HandleAsync);
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri BaseAddress =>
        new(
            _app.Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!
                .Addresses.Single()
        );

    /// <summary>Loads or seeds the data, then listens.</summary>
    /// <exception cref="InvalidDataException">The data file is not a snapshot.</exception>
    /// <exception cref="IOException">The port is taken, or the data file cannot be read.</exception>
    public static async Task<AcmeCrm> StartAsync(
        AcmeOptions options,
        TimeProvider time,
        CancellationToken cancellationToken = default
    )
    {
        var crm = new AcmeCrm(options, time);
        try
        {
            await crm.FillAsync(cancellationToken);
            await crm._app.StartAsync(cancellationToken);
            return crm;
        }
        catch
        {
            await crm._app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds people as if a client had sent them; returns their ids in order.</summary>
    /// <exception cref="ArgumentException">A value is one that Acme refuses.</exception>
    public IReadOnlyList<string> Load(IEnumerable<AcmePersonSeed> people)
    {
        try
        {
            return
            [
                .. people.Select(person =>
                    _store.Create(AcmeType.People, null, person.ToPatch()).Id
                ),
            ];
        }
        catch (AcmeRefusal refusal)
        {
            throw new ArgumentException($"{refusal.Field} {refusal.Message}", nameof(people));
        }
    }

    /// <summary>Stops listening and saves, where a data file is set.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }
        _isDisposed = true;
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        if (_options.DataFile is { } path)
        {
            await AcmeSnapshot.SaveAsync(_store, path, CancellationToken.None);
        }
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        if (_options.DataFile is { } path && File.Exists(path))
        {
            await AcmeSnapshot.LoadAsync(_store, path, cancellationToken);
        }
        else
        {
            _admin.Seed(new AcmeSeedRequest(_options.Contacts, _options.Seed));
        }
    }

    private Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return segments switch
        {
            ["api", ..] => _api.HandleAsync(context, segments),
            ["oauth", ..] => _oauth.HandleAsync(context, segments),
            ["_acme", ..] => _admin.HandleAsync(context, segments),
            _ => AcmeAnswer.Of(AcmeRefusal.NotFound(path)).SendAsync(context),
        };
    }
}
