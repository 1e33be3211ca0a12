namespace Tallystick.Sandbox.Faults;

/// <summary>Deals out faults by the rates; the same seed deals the same hand.</summary>
internal sealed class FaultDealer
{
    private readonly Lock _gate = new();
    private FaultRates _rates = new();
    private Random _chance = new(1);
    private int _pages;

    public FaultRates Rates
    {
        get
        {
            lock (_gate)
                return _rates;
        }
        set
        {
            lock (_gate)
                (_rates, _chance, _pages) = (value, new Random(value.Seed), 0);
        }
    }

    /// <summary>Counts a page of a search; true for one that is forbidden.</summary>
    public bool IsForbidden(string operation)
    {
        lock (_gate)
            return operation == "contacts.search"
                && _rates.ForbiddenAfterPages > 0
                && ++_pages > _rates.ForbiddenAfterPages;
    }

    public Fault Next(string operation)
    {
        lock (_gate)
        {
            if (
                _rates.IsCalm
                || (_rates.Operations.Count > 0 && !_rates.Operations.Contains(operation))
            )
                return Fault.None;
            var at = _chance.NextDouble();
            foreach (var (rate, fault) in Bands(_rates, operation))
            {
                if (at < rate)
                    return fault;
                at -= rate;
            }
            return Fault.None;
        }
    }

    private static IEnumerable<(double, Fault)> Bands(FaultRates rates, string operation) =>
        [
            (rates.Rate429, Fault.TooManyRequests),
            (rates.Rate500, Fault.ServerError),
            (rates.Rate503, Fault.Unavailable),
            (rates.TimeoutAfterEffectRate, Fault.TimeoutAfterEffect),
            (rates.TimeoutBeforeEffectRate, Fault.TimeoutBeforeEffect),
            (rates.DropBeforeEffectRate, Fault.DropBeforeEffect),
            (rates.ResetMidBodyRate, Fault.ResetMidBody),
            (rates.HtmlRate, Fault.Html),
            (rates.TruncatedJsonRate, Fault.TruncatedJson),
            (rates.HangRate, Fault.Hang),
            (operation == "contacts.create" ? rates.Created422Rate : 0, Fault.Created422),
        ];
}
