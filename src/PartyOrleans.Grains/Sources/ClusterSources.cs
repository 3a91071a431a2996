using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Sources;
using PartyOrleans.Model;

namespace PartyOrleans.Grains.Sources;

/// <summary>
/// Counts on a silo what it commits of each source, hands the counts to the sources' grains every second, and knows the totals of all silos from them. A
/// commit does not wait for it.
/// </summary>
public sealed partial class ClusterSources : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ILogger<ClusterSources> _log;
    private readonly SiloRounds _tellings;
    private readonly Lock _lock = new();
    private SortedDictionary<string, SourceTotals> _counted = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, SourceTotals> _totals = new Dictionary<string, SourceTotals>(StringComparer.Ordinal);

    /// <summary>Makes it.</summary>
    public ClusterSources(IGrainFactory grains, TimeProvider time, ILogger<ClusterSources> log)
    {
        (_grains, _time, _log) = (grains, time, log);
        _tellings = new SiloRounds(time, Interval, _ => TellAsync(), LogNotTold);
    }

    /// <summary>A submission was committed by a turn that this silo did. To be quick.</summary>
    public event Action<Submission>? Taken;

    /// <summary>The totals were looked at.</summary>
    public event Action<IReadOnlyDictionary<string, SourceTotals>>? Looked;

    /// <summary>The totals of all silos, by source, as of the last second.</summary>
    public IReadOnlyDictionary<string, SourceTotals> Totals => Volatile.Read(ref _totals);

    /// <inheritdoc />
    public void Participate(ISiloLifecycle lifecycle) => _tellings.Follow(lifecycle, nameof(ClusterSources), last: TellTheRestAsync);

    /// <summary>Completes once the totals were looked at again.</summary>
    internal Task ToldAsync(CancellationToken cancellationToken) => _tellings.NextAsync(cancellationToken);

    /// <summary>The sources with what all silos took of them, in place of what one did.</summary>
    /// <param name="own">The sources as this silo knows them: contracts, drift, and what it took itself.</param>
    public ISourceReports Over(ISourceReports own) => new OverAll(own, this, _time);

    /// <summary>Counts what a turn committed.</summary>
    internal void Enter(Submission submission, long commit)
    {
        DateTimeOffset now = _time.GetUtcNow();
        lock (_lock)
        {
            foreach (IGrouping<string, SourceRecord> source in submission.Batch.Upserts.GroupBy(record => record.Key.Source, StringComparer.Ordinal))
            {
                Add(source.Key, new SourceTotals { Accepted = source.LongCount(), LastAcceptedAt = now, LastCommit = commit });
            }

            foreach (IGrouping<string, RecordKey> source in submission.Batch.Deletes.GroupBy(key => key.Source, StringComparer.Ordinal))
            {
                Add(source.Key, new SourceTotals { Deleted = source.LongCount(), LastCommit = commit });
            }

            foreach (IGrouping<string, DeadLetter> source in submission.DeadLetters.GroupBy(letter => letter.Source, StringComparer.Ordinal))
            {
                Add(source.Key, new SourceTotals
                {
                    Refused = [.. source.GroupBy(letter => letter.Kind).Select(kind => new SourceCount(kind.Key.ToString().ToLowerInvariant(), kind.LongCount()))], LastCommit = commit,
                });
            }
        }

        Taken?.Invoke(submission);
    }

    private void Add(string source, SourceTotals counted) => _counted[source] = _counted.TryGetValue(source, out SourceTotals? before) ? before.Plus(counted) : counted;

    /// <summary>Hands over what was counted since the last time, and looks at the totals. What could not be handed over stays counted.</summary>
    private async Task TellAsync()
    {
        SortedDictionary<string, SourceTotals> counted;
        lock (_lock)
        {
            (counted, _counted) = (_counted, new SortedDictionary<string, SourceTotals>(StringComparer.Ordinal));
        }

        try
        {
            var totals = new Dictionary<string, SourceTotals>(StringComparer.Ordinal);
            foreach (string name in await _grains.GetGrain<ISourcesGrain>(0).AddAsync([.. counted.Keys]))
            {
                ISourceGrain source = _grains.GetGrain<ISourceGrain>(name);
                totals[name] = counted.TryGetValue(name, out SourceTotals? own) ? await source.AddAsync(own) : await source.LookAsync();
                counted.Remove(name);
            }

            Volatile.Write(ref _totals, totals);
            Looked?.Invoke(totals);
        }
        finally
        {
            lock (_lock)
            {
                foreach ((string name, SourceTotals own) in counted)
                {
                    Add(name, own);
                }
            }
        }
    }

    private async Task TellTheRestAsync()
    {
        try
        {
            await TellAsync();
        }
        catch (Exception failure)
        {
            LogNotTold(failure);
        }
    }

    [LoggerMessage(2121, LogLevel.Debug, "What came of sources could not be told; trying again")]
    private partial void LogNotTold(Exception failure);

    /// <summary>The sources over all silos.</summary>
    private sealed class OverAll(ISourceReports own, ClusterSources cluster, TimeProvider time) : ISourceReports
    {
        public IReadOnlyList<SourceStatus> List()
        {
            IReadOnlyDictionary<string, SourceTotals> totals = cluster.Totals;
            Dictionary<string, SourceStatus> known = own.List().ToDictionary(source => source.Name, StringComparer.Ordinal);
            return [.. known.Keys.Concat(totals.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => StatusOf(name, known.GetValueOrDefault(name), totals.GetValueOrDefault(name)))];
        }

        private SourceStatus StatusOf(string name, SourceStatus? here, SourceTotals? all)
        {
            SourceStatus status = here ?? new SourceStatus { Name = name };
            if (all is null)
            {
                return status;
            }

            DateTimeOffset? last = status.LastAcceptedAt > all.LastAcceptedAt ? status.LastAcceptedAt : all.LastAcceptedAt ?? status.LastAcceptedAt;
            return status with
            {
                Accepted = all.Accepted,
                Deleted = all.Deleted,
                Refused = [.. all.Refused.Select(count => KeyValuePair.Create(count.Kind, count.Count))],
                LastAcceptedAt = last,
                IsStale = status.IsStale && !(last is { } at && status.Contract is { } contract && time.GetUtcNow() - at <= contract.Freshness),
            };
        }
    }
}
