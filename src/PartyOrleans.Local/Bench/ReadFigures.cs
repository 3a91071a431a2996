using System.Diagnostics;
using PartyOrleans.Local.Generate;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Bench;

/// <summary>Latencies of one kind of call, made one after the other.</summary>
/// <param name="P50">Median.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="MeanProcessorTime">Processor time of this process per call; a database server's is not in it.</param>
internal sealed record CallFigures(TimeSpan P50, TimeSpan P99, TimeSpan MeanProcessorTime)
{
    /// <summary>Makes calls, the first tenth of them to warm up.</summary>
    public static async Task<CallFigures> MeasureAsync<T>(IReadOnlyList<T> inputs, WorkProgress progress, Func<T, Task> call)
    {
        var times = new List<TimeSpan>(inputs.Count);
        int warmUps = inputs.Count / 10;
        TimeSpan processorBegan = default;
        for (int i = 0; i < inputs.Count; i++)
        {
            if (i == warmUps)
            {
                processorBegan = Environment.CpuUsage.TotalTime;
            }

            long start = Stopwatch.GetTimestamp();
            await call(inputs[i]);
            if (i >= warmUps)
            {
                times.Add(Stopwatch.GetElapsedTime(start));
            }

            progress.Advance(1);
        }

        TimeSpan processor = (Environment.CpuUsage.TotalTime - processorBegan) / times.Count;
        times.Sort();
        return new CallFigures(times[times.Count / 2], times[(int)(times.Count * 0.99)], processor);
    }
}

/// <summary>What reading and searching a loaded store costs.</summary>
/// <param name="Indexing">Bringing the search index up to date after the load; zero where it was.</param>
/// <param name="Parties">Parties that the index holds.</param>
/// <param name="Party">One party by id, in the store.</param>
/// <param name="Exact">A search by a party's first and last name word.</param>
/// <param name="Fuzzy">The same with a slip in each word.</param>
/// <param name="FuzzyFound">Share of fuzzy searches whose party is among the first 20 hits.</param>
internal sealed record ReadFigures(TimeSpan Indexing, long Parties, CallFigures Party, CallFigures Exact, CallFigures Fuzzy, double FuzzyFound)
{
    private const int Seed = 1;
    private const int Reads = 50_000;
    private const int Searches = 2_000;
    private const int HitsPerPage = 20;
    private const int VersionsAtOnce = 5_000;

    /// <summary>Measures on a store that is loaded; brings its search index up to date first.</summary>
    public static async Task<ReadFigures> MeasureAsync(IPartyStore store, WorkProgress progress, CancellationToken cancellationToken)
    {
        var index = (ISearchProjection)store;
        var model = (IPartyReadModel)store;
        var search = (IPartySearch)store;
        progress.Begin("indexing", "versions");
        long began = Stopwatch.GetTimestamp();
        bool behind = !(await index.ReadSearchProgressAsync(cancellationToken)).IsComplete;
        while (behind && await index.AdvanceSearchAsync(VersionsAtOnce, cancellationToken))
        {
            progress.Advance(VersionsAtOnce);
        }

        TimeSpan indexing = behind ? Stopwatch.GetElapsedTime(began) : TimeSpan.Zero;
        long parties = (await index.ReadSearchProgressAsync(cancellationToken)).Parties;
        GoldenRecord[] sample = await SampleAsync(model, cancellationToken);
        progress.Begin("reading parties", "parties", Reads);
        PartyId[] ids = [.. Enumerable.Range(0, Reads).Select(i => sample[(int)((long)i * 7919 % sample.Length)].Party)];
        CallFigures party = await CallFigures.MeasureAsync(ids, progress, id => model.FindPartyAsync(id, cancellationToken).AsTask());
        (PartyId Party, string Exact, string Fuzzy)[] queries = [.. sample.Select(Query).Where(query => query.Exact.Contains(' ')).Take(Searches)];
        progress.Begin("searching", "searches", queries.Length);
        CallFigures exact = await CallFigures.MeasureAsync(queries, progress, query => FindAsync(search, query.Exact, cancellationToken));
        progress.Begin("searching, misspelt", "searches", queries.Length);
        int found = 0;
        CallFigures fuzzy = await CallFigures.MeasureAsync(
            queries,
            progress,
            async query => found += (await FindAsync(search, query.Fuzzy, cancellationToken)).Hits.Any(hit => hit.Golden.Party == query.Party) ? 1 : 0);
        progress.End();
        return new ReadFigures(indexing, parties, party, exact, fuzzy, (double)found / queries.Length);
    }

    private static Task<SearchPage> FindAsync(IPartySearch search, string query, CancellationToken cancellationToken) =>
        search.SearchAsync(new SearchRequest(query, new PageRequest(HitsPerPage)), cancellationToken);

    /// <summary>Parties in the order of their ids, which are hashes: a random sample.</summary>
    private static async Task<GoldenRecord[]> SampleAsync(IPartyReadModel model, CancellationToken cancellationToken)
    {
        var sample = new List<GoldenRecord>();
        var page = new PageRequest(PageRequest.MaxLimit);
        do
        {
            Page<GoldenRecord> read = await model.ReadPartiesAsync(page, cancellationToken);
            sample.AddRange(read.Items);
            page = page with { Cursor = read.Next };
        }
        while (page.Cursor is not null && sample.Count < Reads);

        return [.. sample];
    }

    private static (PartyId Party, string Exact, string Fuzzy) Query(GoldenRecord golden, int number)
    {
        SeededRandom random = SeededRandom.For(Seed, Purpose.Search, number);
        string[] words =
        [
            .. golden.Cells.Where(cell => cell.Attribute.StartsWith("name.", StringComparison.Ordinal))
                .SelectMany(cell => cell.Value.Split(' ')).Where(word => word.Length > 3),
        ];
        if (words.Length < 2)
        {
            return (golden.Party, "", "");
        }

        string first = words[0], last = words[^1];
        return (golden.Party, $"{first} {last} ", $"{Typing.Slip(ref random, first)} {Typing.Slip(ref random, last)} ");
    }
}
