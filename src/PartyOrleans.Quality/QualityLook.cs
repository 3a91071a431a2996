using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Quality;

/// <summary>Looks at what a store holds, holds it against expectations, and keeps the report.</summary>
/// <param name="store">The store; read only.</param>
/// <param name="history">Reports before; the new one is kept there.</param>
/// <param name="time">Clock.</param>
public sealed class QualityLook(IPartyStore store, QualityHistory history, TimeProvider time)
{
    private const int MostBefore = 12;

    /// <summary>A report is kept. Must not throw, nor wait.</summary>
    public event Action<QualityReport>? Looked;

    /// <summary>Reports before.</summary>
    public QualityHistory History => history;

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Looks. A report of the same origin that is kept already is looked at again and replaced, so that a step that is run again leaves one.</summary>
    /// <param name="expectations">What is expected.</param>
    /// <param name="origin">What asks for it; empty for somebody by hand.</param>
    /// <param name="cancellationToken">Stops; nothing is kept.</param>
    public async Task<QualityReport> RunAsync(IReadOnlyList<Expectation> expectations, string origin, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(expectations);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            QualityProfile profile = await ProfileAsync(expectations, cancellationToken);
            IReadOnlyList<QualityReport> before = await history.ReadAsync(MostBefore, cancellationToken);
            bool isAgain = before.Count > 0 && origin.Length > 0 && string.Equals(before[0].Origin, origin, StringComparison.Ordinal);
            long number = before.Count == 0 ? 1 : before[0].Number + (isAgain ? 0 : 1);
            IReadOnlyList<QualityReport> earlier = isAgain ? [.. before.Skip(1)] : before;
            var report = new QualityReport(number, profile, QualityCheck.Run(profile, expectations, earlier)) { Origin = origin };
            await history.AddAsync(report, cancellationToken);
            Looked?.Invoke(report);
            return report;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<QualityProfile> ProfileAsync(IReadOnlyList<Expectation> expectations, CancellationToken cancellationToken)
    {
        StoreCounts counts = await store.CountAsync(cancellationToken);
        var profiler = new GoldenProfiler(expectations);
        await foreach (GoldenRecord golden in store.ReadGoldenAsync(cancellationToken))
        {
            profiler.Add(golden);
        }

        return profiler.Into(new QualityProfile
        {
            At = time.GetUtcNow(),
            Commit = await store.FindLastCommitAsync(cancellationToken),
            Records = counts.Records,
            Parties = counts.Parties,
            Reviews = counts.Reviews,
            GoldenVersions = counts.GoldenVersions,
            Sources = await SourcesAsync(cancellationToken),
        });
    }

    private async Task<IReadOnlyList<SourceProfile>> SourcesAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, SourceCount> records = (store is ISourceCounts sources ? await sources.CountSourcesAsync(cancellationToken) : [])
            .ToDictionary(static source => source.Source, StringComparer.Ordinal);
        Dictionary<string, long> letters = (store is IDeadLetters dead ? await dead.CountDeadLettersAsync(cancellationToken) : [])
            .Where(static count => count.State == DeadLetterState.Open).GroupBy(static count => count.Source, StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => group.Sum(static count => count.Letters), StringComparer.Ordinal);
        return
        [
            .. records.Keys.Union(letters.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(source => new SourceProfile(
                source, records.GetValueOrDefault(source)?.Records ?? 0, records.GetValueOrDefault(source)?.ChangedAt, letters.GetValueOrDefault(source))),
        ];
    }
}
