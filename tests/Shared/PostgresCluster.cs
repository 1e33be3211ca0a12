using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Tallystick.Tests.Shared;

/// <summary>
/// A PostgreSQL cluster of the tests' own: in a temporary folder, on a free loopback port, as an
/// unprivileged user, gone at the end. The server comes from Debian's package.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private const string User = "tester";

    private readonly string _folder;
    private readonly string _bin;
    private readonly int _port;
    private int _databases;

    private PostgresCluster(string bin, string folder, int port) =>
        (_bin, _folder, _port) = (bin, folder, port);

    public static async Task<PostgresCluster> StartAsync()
    {
        var bin = FindBinaries();
        var folder = Directory.CreateTempSubdirectory("tallystick-pg-").FullName;
        var cluster = new PostgresCluster(bin, folder, FreePort());
        if (IsRoot)
            await RunAsync("chown", ["postgres", folder]);
        await cluster.RunAsServerAsync(
            "initdb",
            [
                "-D",
                cluster.Data,
                "-U",
                User,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ]
        );
        var settings =
            $"-p {cluster._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off "
            + "-c synchronous_commit=off -c full_page_writes=off -c shared_buffers=64MB -c max_connections=100";
        await cluster.RunAsServerAsync(
            "pg_ctl",
            [
                "-D",
                cluster.Data,
                "-w",
                "-t",
                "60",
                "-l",
                Path.Combine(folder, "log"),
                "-o",
                settings,
                "start",
            ]
        );
        return cluster;
    }

    /// <summary>Connection string of the database every cluster has.</summary>
    public string ConnectionString => StringOf("postgres");

    /// <summary>A fresh, empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await RunAsServerAsync(
            "psql",
            [
                "-h",
                "127.0.0.1",
                "-p",
                $"{_port}",
                "-U",
                User,
                "-d",
                "postgres",
                "-qc",
                $"CREATE DATABASE {name}",
            ]
        );
        return StringOf(name);
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsServerAsync("pg_ctl", ["-D", Data, "-m", "immediate", "-w", "stop"]);
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private static bool IsRoot => Environment.UserName == "root";

    private string StringOf(string database) =>
        $"Host=127.0.0.1;Port={_port};Username={User};Database={database};Timeout=10;Pooling=false";

    private static string FindBinaries() =>
        Directory.Exists("/usr/lib/postgresql")
        && Directory
            .EnumerateDirectories("/usr/lib/postgresql")
            .OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var n) ? n : 0)
            .Select(d => Path.Combine(d, "bin"))
            .FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")))
            is { } found
            ? found
            : throw new InvalidOperationException(
                "PostgreSQL's server is missing. ./test installs it (Debian package postgresql)."
            );

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The server refuses to run as root.</summary>
    private Task RunAsServerAsync(string program, string[] arguments)
    {
        var path = Path.Combine(_bin, program);
        return IsRoot
            ? RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments])
            : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/tmp",
        };
        using var process = Process.Start(start)!;
        // pg_ctl's server inherits the pipes: they do not end with the command.
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEndAsync().Ignore();
        await process.WaitForExitAsync();
        if (process.ExitCode == 0)
            return;
        throw new InvalidOperationException($"{program} failed: {await error}");
    }
}

file static class TaskExtensions
{
    public static void Ignore(this Task task) => _ = task;
}
