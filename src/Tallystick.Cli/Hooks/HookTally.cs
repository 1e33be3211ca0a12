using System.Globalization;
using Tallystick.Cli.Output;
using Tallystick.HighLevel.Webhooks;

namespace Tallystick.Cli.Hooks;

/// <summary>How many were taken, and how many refused for which reason.</summary>
internal sealed class HookTally
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<WebhookRefusal, int> _refused = [];

    public int Taken { get; private set; }

    /// <summary>How often this reason has come now; 0 for one that was taken.</summary>
    public int Count(WebhookReceipt receipt)
    {
        lock (_gate)
        {
            if (receipt.Refusal is not { } reason)
            {
                Taken++;
                return 0;
            }
            return _refused[reason] = _refused.GetValueOrDefault(reason) + 1;
        }
    }

    public IReadOnlyList<(WebhookRefusal Reason, int Count)> Refused
    {
        get
        {
            lock (_gate)
                return [.. _refused.Select(r => (r.Key, r.Value))];
        }
    }

    /// <summary>The first, the tenth, the hundredth: whoever sends rubbish shall not fill the log.</summary>
    public static void Tell(Terminal terminal, WebhookRefusal reason, int times)
    {
        if (Math.Pow(10, Math.Floor(Math.Log10(times))) != times)
            return;
        terminal.Emit(
            "refused",
            w =>
            {
                w.WriteString("reason", Say(reason));
                w.WriteNumber("count", times);
            }
        );
        terminal.Log(
            string.Create(CultureInfo.InvariantCulture, $"webhook refused: {Say(reason)} ({times})")
        );
    }

    public static string Say(WebhookRefusal reason) =>
        reason switch
        {
            WebhookRefusal.TooLarge => "too large",
            WebhookRefusal.NotSigned => "not signed",
            WebhookRefusal.BadSignature => "signature not of these bytes by a known key",
            WebhookRefusal.LegacyEnded => "signed in the old way only, which has ended",
            WebhookRefusal.NotAnEvent => "not an event",
            WebhookRefusal.Unidentified => "without id or time",
            WebhookRefusal.TooOld => "too old",
            WebhookRefusal.TooEarly => "from the future",
            WebhookRefusal.Replayed => "taken before",
            _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
        };
}
