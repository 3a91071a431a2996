using System.Buffers;
using Microsoft.Extensions.DependencyInjection;
using PartyOrleans.Api.Hub;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.TestKit.Generation;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Grains.Tests;

/// <summary>The hub that a silo offers: the same answers as the embedded one, on three silos over a real PostgreSQL.</summary>
[NeedsPostgreSql]
public sealed class ClusterHubTests
{
    private static readonly ChangeOrigin Origin = new(ChangeKind.Stream, "topic");
    private static readonly NastyOptions World = new() { Parties = 5, Premises = 2, OrganisationShare = 0.2, ErrorShare = 0.2 };

    [StoreFact]
    public async Task Explanations_WhenAskedOnAnySilo_AreThoseOfTheEmbeddedEngine()
    {
        Bundle bundle = DefaultBundle.Create();
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(bundle, 3);
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(31, World, 60);
        await cluster.SubmitAsync(0, new InputBatch { Upserts = records });
        var whole = new EmbeddedEngine(bundle, 1);
        whole.Apply(new InputBatch { Upserts = records }, CancellationToken.None);
        ClusterHub hub = HubOf(cluster, 1);

        int together = 0;
        foreach ((SourceRecord left, SourceRecord right) in records.Zip(records.Skip(7)).Take(12))
        {
            RecordPairAnswer? answer = await hub.WhyAsync([left.Key], [right.Key], CancellationToken.None);
            RecordPairAnswer? expected = whole.Explain([left.Key], [right.Key]);
            answer!.Together.ShouldBe(expected!.Together);
            answer.Path.ShouldBe(expected.Path);
            answer.Pair?.Weight.TotalBits.ShouldBe(expected.Pair!.Weight.TotalBits);
            together += answer.Together ? 1 : 0;
        }

        together.ShouldBeGreaterThan(0);
        PartyId party = whole.Memberships.GroupBy(entry => entry.Value).MaxBy(group => group.Count())!.Key;
        (await hub.HowAsync(party, CancellationToken.None)).Select(step => step.AverageBits).ShouldBe(whole.StepsOf(party).Select(step => step.AverageBits));
        foreach (SourceRecord probe in HubStory.DrawRecords(32, World, 8))
        {
            (await hub.MatchAsync(probe, 5, CancellationToken.None)).Select(match => (match.Party, match.AverageBits))
                .ShouldBe(whole.Match(probe, 5).Select(match => (match.Party, match.AverageBits)));
        }
    }

    [StoreFact]
    public async Task Submit_WhenAVersionIsOlder_PassesItOverOnAnySilo()
    {
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(DefaultBundle.Create(), 2);
        SourceRecord[] records = [.. HubStory.DrawRecords(3, World, 3).Select(record => new SourceRecord(new RecordKey("crm", "1"), record.Values))];
        (await SubmitAsync(cluster, 0, records[0], "0005")).Records[0].Outcome.ShouldBe(RecordOutcome.Created);
        SubmissionResult older = await SubmitAsync(cluster, 1, records[1], "0004");
        SubmissionResult newer = await SubmitAsync(cluster, 1, records[2], "0006");

        older.Outdated.ShouldBe(1);
        older.Records.ShouldBeEmpty();
        newer.Records[0].Outcome.ShouldBe(RecordOutcome.Updated);
    }

    [StoreFact]
    public async Task Submit_WhenItDoesNotGoOnFromWhereItsStreamIs_IsRefusedAndOthersGoOn()
    {
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(DefaultBundle.Create(), 2);
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(3, World, 3);
        await SubmitAsync(cluster, 0, records[0], new SourcePosition("kafka/a/0", 10, 0));

        StreamMovedException moved = await Should.ThrowAsync<StreamMovedException>(() => SubmitAsync(cluster, 1, records[1], new SourcePosition("kafka/a/0", 12, 8)));
        SubmissionResult next = await SubmitAsync(cluster, 1, records[2], new SourcePosition("kafka/a/0", 11, 10));

        moved.Next.ShouldBe(10);
        next.Records[0].Outcome.ShouldBe(RecordOutcome.Created);
        (await cluster.Store.ReadPositionsAsync("kafka/", CancellationToken.None)).ShouldHaveSingleItem().Next.ShouldBe(11);
    }

    [StoreFact]
    public async Task Submit_WhenARecordIsErased_IsNotTakenAgainOnAnySilo()
    {
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(DefaultBundle.Create(), 2);
        IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(3, World, 4);
        await cluster.SubmitAsync(0, new InputBatch { Upserts = records });
        RecordKey gone = records[1].Key;
        long epoch = (await cluster.Ledger.StatusAsync()).Epoch;
        await HubOf(cluster, 0).SubmitAsync(
            new Submission
            {
                Batch = new InputBatch(),
                Origin = Origin,
                Plan = (_, _) => Task.FromResult(new Submission { Batch = new InputBatch { Deletes = [gone] }, Origin = Origin, Erased = [gone] }),
            },
            CancellationToken.None);

        (await Should.ThrowAsync<RecordErasedException>(() => cluster.SubmitAsync(1, new InputBatch { Upserts = [records[1]] }))).Keys.ShouldBe([gone]);
        SubmissionResult refused = await HubOf(cluster, 1).SubmitAsync(
            new Submission { Batch = new InputBatch { Upserts = [records[1]] }, Origin = Origin, RefusesErased = true }, CancellationToken.None);

        refused.Erased.ShouldBe(1);
        LedgerStatus status = await cluster.Ledger.StatusAsync();
        status.Records.ShouldBe(3);
        status.Epoch.ShouldBe(epoch, "a refusal before anything was probed ends no epoch");
    }

    [StoreFact]
    public async Task Submit_WhenTheSameRequestComesAgain_AnswersAsBefore()
    {
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(DefaultBundle.Create(), 2);
        SourceRecord record = HubStory.DrawRecords(3, World, 1)[0];
        var submission = new Submission
        {
            Batch = new InputBatch { Upserts = [record] },
            Origin = Origin,
            Idempotency = IdempotencyToken.Of("ann", "key", "PUT x", ReadOnlySequence<byte>.Empty),
        };
        SubmissionResult first = await HubOf(cluster, 0).SubmitAsync(submission, CancellationToken.None);
        SubmissionResult again = await HubOf(cluster, 1).SubmitAsync(submission, CancellationToken.None);

        first.IsReplayed.ShouldBeFalse();
        again.IsReplayed.ShouldBeTrue();
        again.Records.Select(result => (result.Key, result.Outcome, result.Party)).ShouldBe(first.Records.Select(result => (result.Key, result.Outcome, result.Party)));
    }

    [StoreFact]
    public async Task Submit_WhenManySilosTakeTheSameRecord_KeepsOneOfItsContents()
    {
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(DefaultBundle.Create(), 3);
        SourceRecord[] versions = [.. HubStory.DrawRecords(8, World, 12).Select(record => new SourceRecord(new RecordKey("crm", "1"), record.Values))];

        await Task.WhenAll(versions.Select((version, i) => cluster.SubmitAsync(i % 3, new InputBatch { Upserts = [version] })));

        StoredRecord kept = (await cluster.Store.FindRecordAsync(new RecordKey("crm", "1"), CancellationToken.None))!;
        versions.Select(version => Convert.ToHexString(RecordContent.Encode(version.Values))).ShouldContain(Convert.ToHexString(kept.Content));
        (await cluster.Ledger.StatusAsync()).Records.ShouldBe(1);
    }

    private static ClusterHub HubOf(TestHubCluster cluster, int silo) => cluster.Silos.Silos[silo].ServiceProvider.GetRequiredService<ClusterHub>();

    private static Task<SubmissionResult> SubmitAsync(TestHubCluster cluster, int silo, SourceRecord record, string version) => HubOf(cluster, silo).SubmitAsync(
        new Submission { Batch = new InputBatch { Upserts = [record] }, Origin = Origin, Versions = [new SourceVersion(record.Key, version)] }, CancellationToken.None);

    private static Task<SubmissionResult> SubmitAsync(TestHubCluster cluster, int silo, SourceRecord record, SourcePosition position) => HubOf(cluster, silo).SubmitAsync(
        new Submission { Batch = new InputBatch { Upserts = [record] }, Origin = Origin, Positions = [position] }, CancellationToken.None);
}
