using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Http;
using Tallystick.Cli.Accounts;
using Tallystick.Cli.Commands;
using Tallystick.Cli.Output;
using Tallystick.Core.Yaml;
using Tallystick.Engine.Configuration;
using Tallystick.HighLevel.Webhooks;

namespace Tallystick.Cli.Hooks;

/// <summary><c>tally hooks listen</c>: shows webhooks that are genuine, and counts the others.</summary>
internal static class HooksListenCommand
{
    public static Command Build(Terminal terminal, TimeProvider time)
    {
        var host = new Option<string>("--host")
        {
            Description =
                "The address to listen on; others than 127.0.0.1 are open to the network.",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var port = Typed.NumberOr(
            "--port",
            0,
            0,
            IPEndPoint.MaxPort,
            "The port; 0 for a free one."
        );
        var path = new Option<string>("--path")
        {
            Description = "Where webhooks are taken; the name of an event may follow it.",
            DefaultValueFactory = _ => HookAddress.UsualPath,
        };
        var keys = new Option<string[]>("--public-key")
        {
            Description = "Verify with this key instead of HighLevel's; may be repeated.",
            HelpName = "key",
        };
        var sandbox = new Option<string?>("--sandbox")
        {
            Description = "Verify with the key of the sandbox at this address.",
            HelpName = "url",
        };
        var save = new Option<string?>("--save")
        {
            Description = "Record each one in this file before it is answered.",
            HelpName = "file",
        };
        var age = new Option<string>("--max-age")
        {
            Description = "Refuse what was sent longer ago.",
            DefaultValueFactory = _ => "24h",
        };
        var accounts = new Option<string?>("--file", "-f")
        {
            Description =
                "A sync file: its connected accounts are told when their app is installed or taken out.",
            HelpName = "file",
        };
        var count = Typed.Number("--count", 1, int.MaxValue, "Stop after so many.");
        var command = new Command(
            "listen",
            "Show verified webhooks as they come, until you stop it."
        )
        {
            host,
            port,
            path,
            keys,
            sandbox,
            save,
            age,
            count,
            accounts,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                async (parsed, cancellationToken) =>
                {
                    var address = new HookAddress(
                        HostOf(parsed.GetValue(host)!),
                        parsed.GetValue(port),
                        parsed.GetValue(path)!
                    );
                    var options = new WebhookReceiverOptions
                    {
                        Keys = await HookKeys.ChooseAsync(
                            parsed.GetValue(keys) ?? [],
                            parsed.GetValue(sandbox),
                            cancellationToken
                        ),
                        AgeMax = AgeOf(parsed.GetValue(age)!),
                    };
                    await using var recorder = parsed.GetValue(save) is { } file
                        ? await HookRecorder.OpenAsync(file, cancellationToken)
                        : null;
                    var listener = new Listener(
                        terminal,
                        recorder,
                        ConnectionsOf(parsed.GetValue(accounts), address),
                        time,
                        parsed.GetValue(count)
                    );
                    return await listener.RunAsync(address, options, cancellationToken);
                }
            )
        );
        return command;
    }

    private static HookSettings[] ConnectionsOf(string? path, HookAddress address)
    {
        if (path is null)
            return [];
        var connections = SyncFile
            .Load(path, ProcessEnvironment.Get, ProcessKeyStores.Value)
            .Connections.Values.Where(c => c.Connector == "highlevel")
            .Select(c => HookSettings.Of(c, address))
            .Where(c => c.Account is not null)
            .ToArray();
        if (connections.FirstOrDefault(c => c.LocationId.Length == 0) is { } lost)
            throw new UserException(
                $"Nothing says which location the connection '{lost.Connection}' is.",
                $"Give it a 'location', or connect its account: tally connect highlevel --name {lost.Account}.",
                ExitCode.Usage
            );
        return connections;
    }

    private static IPAddress HostOf(string text) =>
        IPAddress.TryParse(text, out var host)
            ? host
            : throw new UserException(
                $"'{text}' is no address to listen on.",
                "Write an IP address, such as 127.0.0.1 or 0.0.0.0.",
                ExitCode.Usage
            );

    private static TimeSpan AgeOf(string text) =>
        YamlWords.Duration(text)
        ?? throw new UserException(
            $"'{text}' is no time.",
            "Write it like 24h or 30m.",
            ExitCode.Usage
        );

    private sealed class Listener(
        Terminal terminal,
        HookRecorder? recorder,
        HookSettings[] connections,
        TimeProvider time,
        int? countMax
    )
    {
        private readonly HookTally _tally = new();
        private readonly InstallEvents _installs = new(ProcessKeyStores.Find, time);
        private readonly TaskCompletionSource _full = new();
        private readonly Lock _voice = new();

        public async Task<int> RunAsync(
            HookAddress address,
            WebhookReceiverOptions options,
            CancellationToken cancellationToken
        )
        {
            IWebhookMemory memory = recorder is null ? new WebhookMemory() : recorder;
            using var receiver = new WebhookReceiver(options, memory, time);
            await using (
                var server = await HookServer.StartAsync(
                    address,
                    receiver,
                    KeepAsync,
                    Tell,
                    cancellationToken
                )
            )
            {
                terminal.Emit(
                    "listening",
                    w => w.WriteString("address", server.BaseAddress.AbsoluteUri)
                );
                terminal.Log($"Webhooks are taken at {server.BaseAddress}. Ctrl+C stops it.");
                try
                {
                    await _full.Task.WaitAsync(cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    // Stopping is how it is meant to end.
                }
            }
            Close();
            return ExitCode.Done;
        }

        private async Task KeepAsync(
            Webhook webhook,
            HttpRequest request,
            CancellationToken cancellationToken
        )
        {
            if (InstallEvents.Concern(webhook))
                foreach (
                    var connection in await _installs.TakeAsync(
                        webhook,
                        connections,
                        cancellationToken
                    )
                )
                    InstallEvents.Tell(terminal, webhook, connection);
            if (recorder is null)
                return;
            await recorder.WriteAsync(
                new RecordedHook(
                    webhook.WebhookId!,
                    webhook.SentAt!.Value,
                    time.GetUtcNow(),
                    webhook.Type,
                    request.Headers[WebhookVerifier.SignatureHeader],
                    request.Headers[WebhookVerifier.LegacyHeader],
                    webhook.Raw.ToArray()
                ),
                cancellationToken
            );
        }

        private void Tell(WebhookReceipt receipt)
        {
            lock (_voice)
            {
                var times = _tally.Count(receipt);
                if (receipt.IsTaken)
                    HookLine.Show(terminal, receipt.Webhook, time.GetUtcNow());
                else
                    HookTally.Tell(terminal, receipt.Refusal.Value, times);
                if (_tally.Taken >= countMax)
                    _full.TrySetResult();
            }
        }

        private void Close()
        {
            terminal.Emit(
                "stopped",
                w =>
                {
                    w.WriteNumber("taken", _tally.Taken);
                    w.WriteStartObject("refused");
                    foreach (var (reason, times) in _tally.Refused)
                        w.WriteNumber(HookTally.Say(reason), times);
                    w.WriteEndObject();
                }
            );
            terminal.Log($"{Reports.Number(_tally.Taken)} taken.");
            foreach (var (reason, times) in _tally.Refused)
                terminal.Log($"{Reports.Number(times)} refused: {HookTally.Say(reason)}.");
        }
    }
}
