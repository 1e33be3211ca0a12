namespace Tallystick.Sandbox.Acme;

/// <summary>
/// Deals out faults. The n-th request after the rates were set meets the same fault for the same
/// seed, whatever the requests are.
/// </summary>
internal sealed class AcmeFaults
{
    private readonly Lock _lock = new();
    private AcmeFaultRates _rates = new();
    private Random _chance = new(1);

    public AcmeFaultRates Rates
    {
        get
        {
            lock (_lock)
            {
                return _rates;
            }
        }
        set
        {
            lock (_lock)
            {
                _rates = value;
                _chance = new Random(value.Seed);
            }
        }
    }

    public AcmeFault Next()
    {
        lock (_lock)
        {
            var at = _chance.NextDouble();
            var isAfter = _chance.NextDouble() < 0.5;
            foreach (var (rate, fault) in Bands(_rates, isAfter))
            {
                if (at < rate)
                {
                    return fault;
                }
                at -= rate;
            }
            return AcmeFault.None;
        }
    }

    private static IEnumerable<(double, AcmeFault)> Bands(AcmeFaultRates rates, bool isAfter) =>
        [
            (rates.Rate429, AcmeFault.TooManyRequests),
            (rates.Rate500, AcmeFault.ServerError),
            (rates.TimeoutAfterEffectRate, AcmeFault.TimeoutAfterEffect),
            (rates.TimeoutBeforeEffectRate, AcmeFault.TimeoutBeforeEffect),
            (rates.DropRate, isAfter ? AcmeFault.DropAfterEffect : AcmeFault.DropBeforeEffect),
        ];
}
