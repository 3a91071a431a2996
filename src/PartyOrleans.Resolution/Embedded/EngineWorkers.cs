using System.Collections.Concurrent;
using PartyOrleans.Matching;
using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Matching.Features;

namespace PartyOrleans.Resolution.Embedded;

/// <summary>What one thread of the engine works with: it remembers similarities and standardised values, so it is kept from batch to batch.</summary>
internal sealed class EngineWorker(BundleMatcher matcher)
{
    /// <summary>Compares pairs.</summary>
    public PairComparer Comparer { get; } = matcher.NewComparer();

    /// <summary>Encodes records.</summary>
    public RecordEncoder Encoder { get; } = new(matcher.Records.Vocabulary, matcher.Records.Table);

    /// <summary>Finds candidates.</summary>
    public CandidateRows Candidates { get; } = new();

    /// <summary>Candidate pairs that it scored for probes.</summary>
    public long PairsScored { get; set; }
}

/// <summary>The workers of an engine.</summary>
internal sealed class EngineWorkers(BundleMatcher matcher, int parallelism)
{
    private readonly ConcurrentBag<EngineWorker> _idle = [];

    /// <summary>The worker of the caller's own thread.</summary>
    public EngineWorker Own { get; } = new(matcher);

    /// <summary>Candidate pairs that all of them scored for probes; exact while none is at work.</summary>
    public long PairsScored => Own.PairsScored + _idle.Sum(worker => worker.PairsScored);

    /// <summary>Does something for every number from 0 to <paramref name="count"/>, in stretches on several threads, each with a worker.</summary>
    public void ForEach(int count, Action<int, EngineWorker> action, CancellationToken cancellationToken)
    {
        int step = Math.Clamp(count / (parallelism * 4), 1, 256);
        Parallel.For(
            0, (count + step - 1) / step,
            new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken },
            () => _idle.TryTake(out EngineWorker? worker) ? worker : new EngineWorker(matcher),
            (part, _, worker) =>
            {
                for (int i = part * step; i < Math.Min(count, (part + 1) * step); i++)
                {
                    action(i, worker);
                }

                return worker;
            },
            _idle.Add);
    }
}
