using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tallystick.Sandbox;

/// <summary>Kestrel on loopback with nothing around it: no configuration, no logging.</summary>
internal static class LoopbackHost
{
    private const int BodyBytesMax = 1_048_576;

    public static WebApplication Build(int port, RequestDelegate handle)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        // A request held by a fault must not hold up the end.
        builder.Services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(1)
        );
        var app = builder.Build();
        app.Run(handle);
        return app;
    }
}
