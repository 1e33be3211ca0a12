using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>Somebody who takes webhooks as they come, and answers as told.</summary>
internal sealed class HookInbox : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Arrival> _arrivals = [];
    private readonly WebApplication _app;

    private HookInbox()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    public int Answer { get; set; } = 200;

    public string Address =>
        _app.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.Single() + "/hooks";

    public IReadOnlyList<Arrival> Arrivals
    {
        get
        {
            lock (_gate)
                return [.. _arrivals];
        }
    }

    public IEnumerable<string> Types => Arrivals.Select(a => a["type"]);

    public static async Task<HookInbox> OpenAsync()
    {
        var inbox = new HookInbox();
        await inbox._app.StartAsync(TestContext.Current.CancellationToken);
        return inbox;
    }

    public void Clear()
    {
        lock (_gate)
            _arrivals.Clear();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(
            h => h.Key,
            h => h.Value.ToString(),
            StringComparer.OrdinalIgnoreCase
        );
        lock (_gate)
            _arrivals.Add(new Arrival(body.ToArray(), headers));
        context.Response.StatusCode = Answer;
    }
}

internal sealed record Arrival(byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    public System.Text.Json.JsonElement Json { get; } = System.Text.Json.JsonElement.Parse(Body);

    public string this[string name] => Json.GetProperty(name).GetString()!;

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
