using System.CommandLine;
using System.Globalization;
using System.Net;
using Tallystick.Cli.Output;
using Tallystick.Core.Yaml;
using Tallystick.Sandbox;
using Tallystick.Sandbox.Acme;
using Tallystick.Sandbox.Faults;
using Tallystick.Sandbox.Hooks;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally sandbox</c>: a HighLevel that runs here, until it is stopped.</summary>
internal static class SandboxCommand
{
    public const int DefaultPort = 8790;

    /// <summary>Where Acme's manifest looks for it.</summary>
    public const int AcmePort = 8791;

    public static Command Build(Terminal terminal)
    {
        var port = Typed.NumberOr(
            "--port",
            DefaultPort,
            0,
            IPEndPoint.MaxPort,
            "Port on 127.0.0.1; 0 for a free one."
        );
        var contacts = Typed.NumberOr(
            "--contacts",
            100,
            0,
            int.MaxValue,
            "How many made-up contacts to start with."
        );
        var seed = Typed.NumberOr(
            "--seed",
            1,
            int.MinValue,
            int.MaxValue,
            "The same seed makes the same people."
        );
        var lag = new Option<string>("--search-lag")
        {
            Description = "How far search is behind, such as 12s.",
            DefaultValueFactory = _ => "12s",
        };
        var noLimits = new Option<bool>("--no-limits") { Description = "Keep no rate limits." };
        var data = new Option<string?>("--data")
        {
            Description = "A snapshot: read at the start if it is there, written at the end.",
            HelpName = "file",
        };
        var faults = new Option<string[]>("--fault")
        {
            Description = "A fault to deal out, such as rate500=0.05; may be repeated.",
            HelpName = "rate",
        };
        var hooks = new Option<string[]>("--hook")
        {
            Description = "Send webhooks to this address on this machine; may be repeated.",
            HelpName = "url",
        };
        var hookRetries = Typed.Word<HookRetries>(
            "--hook-retries",
            "rule of retries",
            "After which failures a webhook is sent again."
        );
        var hookFaults = new Option<string[]>("--hook-fault")
        {
            Description = "A fault of webhooks, such as lostRate=0.1; may be repeated.",
            HelpName = "rate",
        };
        var acmePort = Typed.Number(
            "--acme-port",
            0,
            IPEndPoint.MaxPort,
            "Also run the demo CRM, Acme, on this port; 0 for a free one."
        );
        var acmeContacts = Typed.NumberOr(
            "--acme-contacts",
            0,
            0,
            int.MaxValue,
            "How many made-up people Acme starts with."
        );
        var acmeData = new Option<string?>("--acme-data")
        {
            Description = "Acme's snapshot.",
            HelpName = "file",
        };
        var command = new Command(
            "sandbox",
            "Run a HighLevel on this machine, in memory, until you stop it."
        )
        {
            port,
            contacts,
            seed,
            lag,
            noLimits,
            data,
            faults,
            hooks,
            hookRetries,
            hookFaults,
            acmePort,
            acmeContacts,
            acmeData,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                async (parsed, cancellationToken) =>
                {
                    var options = new SandboxOptions
                    {
                        Port = parsed.GetValue(port),
                        Contacts = parsed.GetValue(contacts),
                        Seed = parsed.GetValue(seed),
                        SearchLag = LagOf(parsed.GetValue(lag)!),
                        Limits = !parsed.GetValue(noLimits),
                        DataFile = parsed.GetValue(data),
                        Faults = FaultsOf(
                            parsed.GetValue(faults) ?? [],
                            FaultRates.Parse,
                            "--fault rate500=0.05"
                        ),
                        Hooks = new HookOptions
                        {
                            Receivers = [.. (parsed.GetValue(hooks) ?? []).Select(Loopback)],
                            Retries = parsed.GetValue(hookRetries) ?? HookRetries.Any,
                            Faults = FaultsOf(
                                parsed.GetValue(hookFaults) ?? [],
                                HookFaults.Parse,
                                "--hook-fault lostRate=0.1"
                            ),
                        },
                    };
                    var acme = parsed.GetValue(acmePort) is { } number
                        ? new AcmeOptions
                        {
                            Port = number,
                            Contacts = parsed.GetValue(acmeContacts),
                            Seed = options.Seed,
                            Limits = options.Limits,
                            DataFile = parsed.GetValue(acmeData),
                        }
                        : null;
                    return await RunAsync(terminal, options, acme, cancellationToken);
                }
            )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Terminal terminal,
        SandboxOptions options,
        AcmeOptions? acmeOptions,
        CancellationToken cancellationToken
    )
    {
        await using var sandbox = await HighLevelSandbox.StartAsync(
            options,
            TimeProvider.System,
            cancellationToken
        );
        await using var acme = acmeOptions is null
            ? null
            : await AcmeCrm.StartAsync(acmeOptions, TimeProvider.System, cancellationToken);
        Announce(terminal, sandbox, options, acme, acmeOptions);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Stopping is how it is meant to end; the snapshots are written on the way out.
        }
        return ExitCode.Done;
    }

    private static void Announce(
        Terminal terminal,
        HighLevelSandbox sandbox,
        SandboxOptions options,
        AcmeCrm? acme,
        AcmeOptions? acmeOptions
    )
    {
        terminal.Emit(
            "listening",
            w =>
            {
                w.WriteString("address", sandbox.BaseAddress.AbsoluteUri);
                w.WriteString("location", HighLevelSandbox.DefaultLocation);
                w.WriteString("token", HighLevelSandbox.DefaultToken);
                w.WriteString("clientId", HighLevelSandbox.DefaultClientId);
                w.WriteString("clientSecret", HighLevelSandbox.DefaultClientSecret);
                w.WriteNumber("contacts", sandbox.ContactCount);
                w.WriteString("webhookKey", sandbox.WebhookKey);
                if (acme is not null)
                    w.WriteString("acmeAddress", acme.BaseAddress.AbsoluteUri);
            }
        );
        terminal.Say($"HighLevel sandbox on {sandbox.BaseAddress}");
        terminal.Say(
            $"  location  {HighLevelSandbox.DefaultLocation}  ({Reports.Number(sandbox.ContactCount)} contacts)"
        );
        terminal.Say($"  token     {HighLevelSandbox.DefaultToken}");
        terminal.Say(
            $"  app       {HighLevelSandbox.DefaultClientId}, secret {HighLevelSandbox.DefaultClientSecret}"
        );
        terminal.Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  search    {options.SearchLag.TotalSeconds:0.###} s behind; limits {(options.Limits ? "on" : "off")}"
            )
        );
        terminal.Say(
            $"  desk      {sandbox.BaseAddress}_sandbox  (reset, seed, faults, clock, counters, contacts)"
        );
        foreach (var receiver in options.Hooks.Receivers)
            terminal.Say($"  webhooks  to {receiver}");
        terminal.Say($"  page      {sandbox.BaseAddress}");
        if (acme is not null)
        {
            terminal.Say($"Acme CRM on {acme.BaseAddress}");
            terminal.Say($"  API key   {acmeOptions!.ApiKey}");
            terminal.Say(
                $"  client    {AcmeCrm.DefaultClientId}, secret {AcmeCrm.DefaultClientSecret}"
            );
        }
        terminal.Say("Ctrl+C stops it.");
    }

    private static Uri Loopback(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && HookOptions.IsAllowed(address)
            ? address
            : throw new UserException(
                $"'{text}' is no address on this machine.",
                "A sandbox tells only 127.0.0.1, ::1 and localhost, such as --hook http://127.0.0.1:8791/hooks.",
                ExitCode.Usage
            );

    private static T FaultsOf<T>(
        string[] settings,
        Func<IEnumerable<string>, T> parse,
        string example
    )
    {
        try
        {
            return parse(settings);
        }
        catch (FormatException e)
        {
            throw new UserException(e.Message, $"Write it like {example}.", ExitCode.Usage);
        }
    }

    private static TimeSpan LagOf(string text) =>
        text == "0"
            ? TimeSpan.Zero
            : YamlWords.Duration(text)
                ?? throw new UserException(
                    $"'{text}' is no time.",
                    "Write it like 12s or 500ms.",
                    ExitCode.Usage
                );
}
