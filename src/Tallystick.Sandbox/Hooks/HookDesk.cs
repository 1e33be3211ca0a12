using System.Net.Http.Headers;
using Tallystick.Sandbox.Admin;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Hooks;

/// <summary>
/// Sends what happens to those who subscribed: signed, one after the other to each receiver, and again
/// after a failure. Times are the sandbox's own, so that moving its clock brings retries on.
/// </summary>
internal sealed class HookDesk : IAsyncDisposable
{
    private const long WaitMsMax = 86_400_000;

    private readonly SandboxWorld _world;
    private readonly HookSigner _signer;
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly List<HookReceiver> _receivers = [];
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);
    private readonly List<Task> _pumps = [];
    private readonly Dictionary<string, TaskCompletionSource> _alarms = new(StringComparer.Ordinal);
    private TaskCompletionSource _moved = NewSignal();
    private HookFaults _faults;
    private Random _chance;
    private int _receiversMade;

    public HookDesk(SandboxWorld world)
    {
        _world = world;
        _signer = new HookSigner(world.Options.Seed);
        _faults = Options.Faults;
        _chance = new Random(_faults.Seed);
        _http = new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }
        )
        {
            Timeout = Options.Timeout,
        };
        Retries = Options.Retries;
        world.Emitted += Enqueue;
        world.Clock.Moved += WakeAll;
        foreach (var address in Options.Receivers)
            Subscribe(address, [], null);
    }

    public HookRetries Retries { get; set; }

    public HookSigner Signer => _signer;

    public HookFaults Faults
    {
        get
        {
            lock (_gate)
                return _faults;
        }
        set
        {
            lock (_gate)
                (_faults, _chance) = (value, new Random(value.Seed));
        }
    }

    private HookOptions Options => _world.Options.Hooks;

    /// <exception cref="Refusal">The address is not on loopback.</exception>
    public HookReceiver Subscribe(Uri address, IEnumerable<string> types, string? locationId)
    {
        if (!HookOptions.IsAllowed(address))
            throw Refusal.BadRequest(
                $"'{address}' is not on this machine: the sandbox tells only 127.0.0.1, ::1 and localhost."
            );
        lock (_gate)
        {
            var receiver = new HookReceiver
            {
                Id = $"hook-{++_receiversMade}",
                Address = address,
                Types = types.ToHashSet(StringComparer.Ordinal),
                LocationId = locationId,
            };
            _receivers.Add(receiver);
            _alarms[receiver.Id] = NewSignal();
            _pumps.Add(PumpAsync(receiver));
            return receiver;
        }
    }

    /// <summary>What waits for it is dropped.</summary>
    public bool Unsubscribe(string id)
    {
        lock (_gate)
        {
            if (_receivers.Find(r => r.Id == id) is not { } receiver)
                return false;
            _receivers.Remove(receiver);
            Wake(receiver);
            return true;
        }
    }

    public void UnsubscribeAll()
    {
        lock (_gate)
        {
            _left.Clear();
            _receivers.ForEach(Wake);
            _receivers.Clear();
        }
    }

    public void Pause(string id, bool isPaused)
    {
        lock (_gate)
        {
            var receiver =
                _receivers.Find(r => r.Id == id)
                ?? throw Refusal.NotFound($"There is no receiver {id}.");
            receiver.Health.IsPaused = isPaused;
            Wake(receiver);
        }
    }

    /// <summary>Everything under the desk's lock.</summary>
    public T Look<T>(Func<IReadOnlyList<HookReceiver>, T> read)
    {
        lock (_gate)
            return read(_receivers);
    }

    /// <summary>Until nothing that is due is left; what is due later goes on waiting.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task moved;
            lock (_gate)
            {
                if (!_receivers.Exists(IsBusy))
                    return;
                moved = _moved.Task;
            }
            await moved.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_pumps);
        _http.Dispose();
        _signer.Dispose();
        _end.Dispose();
    }

    private bool IsBusy(HookReceiver receiver) =>
        receiver.UnderWay is not null
        || (
            !receiver.Health.IsPaused
            && receiver.Waiting.TryPeek(out var next, out _)
            && next.DueAt <= _world.Clock.NowMs
        );

    private void Enqueue(SandboxEvent e)
    {
        lock (_gate)
        {
            if (e.Type is "INSTALL")
                _left.Remove(e.LocationId);
            foreach (var receiver in _receivers.Where(r => r.Takes(e.Type, e.LocationId)))
            {
                if (!_left.Contains(e.LocationId))
                    Enqueue(receiver, e);
            }
            // Nothing more comes from where the app has been removed.
            if (e.Type is "UNINSTALL")
                _left.Add(e.LocationId);
        }
    }

    private void Enqueue(HookReceiver receiver, SandboxEvent e)
    {
        var id = _world.Ids.NextUuid();
        var body = EventJson.Body(e, id, _world.OAuth.App);
        var now = _world.Clock.NowMs;
        var delivery = new HookDelivery(id, e.Type, e.At, body) { DueAt = now };
        receiver.Note(delivery);
        if (receiver.Health.IsPaused)
        {
            (delivery.State, delivery.Fault) = (HookState.Lost, "paused");
            return;
        }
        Befall(delivery);
        if (delivery.State is HookState.Lost)
            return;
        receiver.Put(delivery);
        if (delivery.Fault is "duplicated")
        {
            var twin = new HookDelivery(id, e.Type, e.At, body)
            {
                DueAt = now,
                Fault = delivery.Fault,
            };
            receiver.Note(twin);
            receiver.Put(twin);
        }
        Wake(receiver);
    }

    private void Befall(HookDelivery delivery)
    {
        var at = _chance.NextDouble();
        if ((at -= _faults.LostRate) < 0)
            (delivery.State, delivery.Fault) = (HookState.Lost, "lost");
        else if ((at -= _faults.DuplicateRate) < 0)
            delivery.Fault = "duplicated";
        else if ((at -= _faults.ReorderRate) < 0)
            Delay(delivery, "reordered", _faults.ReorderSeconds);
        else if (at - _faults.LateRate < 0)
            Delay(delivery, "late", _faults.LateSeconds);
    }

    private static void Delay(HookDelivery delivery, string fault, double seconds)
    {
        delivery.Fault = fault;
        delivery.DueAt += (long)(seconds * 1000);
    }

    /// <summary>Sends to one receiver, until the sandbox ends or it has unsubscribed.</summary>
    private async Task PumpAsync(HookReceiver receiver)
    {
        await Task.Yield();
        try
        {
            while (!_end.IsCancellationRequested)
            {
                Task alarm;
                TimeSpan? wait = null;
                lock (_gate)
                {
                    if (!_receivers.Contains(receiver))
                        return;
                    wait = Take(receiver);
                    alarm = _alarms[receiver.Id].Task;
                }
                if (receiver.UnderWay is { } delivery)
                    await SendAsync(receiver, delivery);
                else
                    await WaitAsync(alarm, wait);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The sandbox ends; what waited is dropped with it.
        }
    }

    /// <summary>Takes what is due; else says how long it is till then, null for as long as nothing comes.</summary>
    private TimeSpan? Take(HookReceiver receiver)
    {
        if (receiver.Health.IsPaused || !receiver.Waiting.TryPeek(out var next, out _))
        {
            Rest(receiver);
            return null;
        }
        var wait = next.DueAt - _world.Clock.NowMs;
        if (wait > 0)
        {
            Rest(receiver);
            return TimeSpan.FromMilliseconds(Math.Min(wait, WaitMsMax));
        }
        receiver.UnderWay = receiver.Waiting.Dequeue();
        return null;
    }

    private async Task WaitAsync(Task alarm, TimeSpan? wait)
    {
        if (wait is not { } time)
        {
            await alarm.WaitAsync(_end.Token);
            return;
        }
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        await Task.WhenAny(alarm, Task.Delay(time, _world.Clock.Real, over.Token));
        await over.CancelAsync();
    }

    private async Task SendAsync(HookReceiver receiver, HookDelivery delivery)
    {
        var status = await PostAsync(receiver.Address, delivery.Body);
        lock (_gate)
        {
            delivery.Answers.Add(status);
            var isGood = status is >= 200 and < 300;
            receiver.Health.Count(isGood, _world.Clock.NowMs, Options);
            receiver.UnderWay = null;
            if (isGood)
                delivery.State = HookState.Delivered;
            else if (
                HookRetryPlan.Pause(
                    Retries,
                    delivery.Answers.Count,
                    status,
                    _chance.NextDouble()
                ) is
                { } pause
            )
            {
                delivery.DueAt = _world.Clock.NowMs + (long)pause.TotalMilliseconds;
                receiver.Put(delivery);
            }
            else
                delivery.State = HookState.GivenUp;
            Announce();
        }
    }

    /// <summary>0 where there was no answer.</summary>
    private async Task<int> PostAsync(Uri address, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-GHL-Signature", _signer.Sign(body));
        if (_world.Clock.Now < Options.LegacyUntil)
            request.Headers.Add("X-WH-Signature", _signer.SignAsBefore(body));
        try
        {
            using var response = await _http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                _end.Token
            );
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
        catch (OperationCanceledException) when (!_end.IsCancellationRequested)
        {
            return 0;
        }
    }

    private void WakeAll()
    {
        lock (_gate)
            _receivers.ForEach(Wake);
    }

    private void Wake(HookReceiver receiver)
    {
        _alarms[receiver.Id].TrySetResult();
        Announce();
    }

    /// <summary>Nothing to do until the next alarm.</summary>
    private void Rest(HookReceiver receiver)
    {
        if (_alarms[receiver.Id].Task.IsCompleted)
            _alarms[receiver.Id] = NewSignal();
        Announce();
    }

    private void Announce()
    {
        _moved.TrySetResult();
        _moved = NewSignal();
    }

    private static TaskCompletionSource NewSignal() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
