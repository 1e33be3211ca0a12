using System.Globalization;
using Tallystick.Bench;

// tally's engine, measured: see docs/performance.md for what the figures mean.
//   bench reconcile [N]   equal people on both sides, both sides made up as they are read, state in SQLite
//   bench write [N]       N creates against the sandbox over HTTP
//   bench quiet [N]       N equal people with a HighLevel over HTTP: the calls of a sync without news
//   bench memory          reconcile at 10,000 and at 200,000, each in a process of its own
var number = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 0;
return args.FirstOrDefault() switch
{
    "reconcile" => await Reconcile.RunAsync(number > 0 ? number : 100_000),
    "write" => await WriteOverHttp.RunAsync(number > 0 ? number : 10_000),
    "quiet" => await Quiet.RunAsync(number > 0 ? number : 100_000),
    "memory" => await MemoryGrowth.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("bench reconcile [N] | write [N] | quiet [N] | memory");
    return 2;
}
