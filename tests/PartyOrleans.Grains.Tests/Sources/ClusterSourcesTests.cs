using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using PartyOrleans.Api.Sources;
using PartyOrleans.Grains.Sources;
using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Resolution;
using PartyOrleans.TestKit.Generation;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Grains.Tests.Sources;

/// <summary>What came of the sources, over all silos.</summary>
[NeedsPostgreSql]
public sealed class ClusterSourcesTests
{
    private static readonly NastyOptions World = new() { Parties = 6, Premises = 2, OrganisationShare = 0.2, ErrorShare = 0.2 };

    [StoreFact]
    public async Task Totals_WhenSilosTakeRecordsSideBySide_AreThoseOfAllOnEachSilo()
    {
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(DefaultBundle.Create(), 3);
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(51, World, 60);
        await Task.WhenAll(records.Chunk(10).Select((part, i) => cluster.SubmitAsync(i % 3, new InputBatch { Upserts = part })));
        RecordKey[] gone = [.. records.Where((_, i) => i % 6 == 0).Select(record => record.Key)];
        await cluster.SubmitAsync(1, new InputBatch { Deletes = gone });
        (string Source, long Accepted, long Deleted)[] expected =
        [
            .. records.GroupBy(record => record.Key.Source, StringComparer.Ordinal).OrderBy(source => source.Key, StringComparer.Ordinal)
                .Select(source => (source.Key, source.LongCount(), gone.LongCount(key => key.Source == source.Key))),
        ];

        foreach (int silo in (int[])[0, 1, 2])
        {
            ClusterSources sources = ((InProcessSiloHandle)cluster.Silos.Silos[silo]).ServiceProvider.GetRequiredService<ClusterSources>();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (sources.Totals.Values.Sum(source => source.Accepted) < 60 || sources.Totals.Values.Sum(source => source.Deleted) < gone.Length)
            {
                await sources.ToldAsync(patience.Token);
            }

            sources.Over(new Nobody()).List().Select(source => (source.Name, source.Accepted, source.Deleted)).ShouldBe(expected);
        }

        long last = await cluster.Store.FindLastCommitAsync(CancellationToken.None);
        ClusterSources any = ((InProcessSiloHandle)cluster.Silos.Silos[0]).ServiceProvider.GetRequiredService<ClusterSources>();
        any.Totals.Values.Max(source => source.LastCommit).ShouldBe(last);
    }

    [StoreFact]
    public async Task Add_WhenTheNamesWereKeptByAnotherActivation_GoesOnWithThem()
    {
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(DefaultBundle.Create(), 1);
        ISourcesGrain names = cluster.Silos.Client.GetGrain<ISourcesGrain>(0);
        (await names.AddAsync(["crm"])).ShouldBe(["crm"]);
        await cluster.Silos.Client.GetGrain<Orleans.Runtime.IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

        (await names.AddAsync(["billing"])).ShouldBe(["billing", "crm"]);
    }

    [Fact]
    public void Plus_WhenTotalsAreAdded_IsTheSumOfAll()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var first = new SourceTotals { Accepted = 2, Refused = [new SourceCount("parse", 1)], LastAcceptedAt = at, LastCommit = 7 };
        var second = new SourceTotals { Accepted = 3, Deleted = 1, Refused = [new SourceCount("contract", 2), new SourceCount("parse", 4)], LastCommit = 5 };

        foreach (SourceTotals sum in (SourceTotals[])[first.Plus(second), second.Plus(first)])
        {
            (sum.Accepted, sum.Deleted, sum.LastAcceptedAt, sum.LastCommit).ShouldBe((5, 1, at, 7));
            sum.Refused.ShouldBe([new SourceCount("contract", 2), new SourceCount("parse", 5)]);
        }
    }

    private sealed class Nobody : ISourceReports
    {
        public IReadOnlyList<SourceStatus> List() => [];
    }
}
