using System.Collections.Concurrent;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Parts;

namespace PartyOrleans.Grains.Intake;

/// <summary>Benches of one bundle, each for one thread at a time; one that holds much is let go of.</summary>
internal sealed class BenchPool(Bundle bundle)
{
    /// <summary>Records that a bench takes before it is thrown away.</summary>
    public const int MostRows = 100_000;

    private readonly ConcurrentBag<MatchBench> _idle = [];

    /// <summary>Does something with a bench.</summary>
    public T With<T>(Func<MatchBench, T> work)
    {
        if (!_idle.TryTake(out MatchBench? bench) || bench.Rows > MostRows)
        {
            bench = new MatchBench(bundle);
        }

        T result = work(bench);
        _idle.Add(bench);
        return result;
    }
}
