using PartyOrleans.Api.Hub;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Api.Erasure;

/// <summary>What a retention run did, or would do.</summary>
/// <param name="Records">Records that lose values.</param>
/// <param name="Deleted">Those of them of which nothing usable is left.</param>
/// <param name="Values">Values dropped.</param>
public readonly record struct RetentionCounts(long Records, long Deleted, long Values);

/// <summary>Drops the values that the active bundle allows no longer, through the hub, in commits of bounded size.</summary>
public static class RetentionRun
{
    /// <summary>Records per commit: others wait for some tens of milliseconds.</summary>
    private const int MostRecords = 500;

    private static readonly TimeSpan StartRetry = TimeSpan.FromSeconds(2);

    /// <summary>Runs once over all records.</summary>
    /// <param name="parts">The hub and its store.</param>
    /// <param name="now">The instant at which ages are taken.</param>
    /// <param name="dryRun">Whether it only counts.</param>
    /// <param name="origin">Who runs it.</param>
    /// <param name="cancellationToken">Stops between two commits.</param>
    /// <exception cref="HubUnavailableException">The hub cannot take inputs now, or the store does not keep its past.</exception>
    public static async Task<RetentionCounts> RunAsync(HubParts parts, DateTimeOffset now, bool dryRun, ChangeOrigin origin, CancellationToken cancellationToken)
    {
        PrivacyPolicy policy = (parts.Hub.Bundle ?? throw new HubUnavailableException("The engine is starting or recovering.", isOverload: false, StartRetry)).Privacy;
        IPartyTimeline timeline = parts.Timeline ?? throw new HubUnavailableException("This store does not keep its past.", isOverload: false, StartRetry);
        var counts = default(RetentionCounts);
        await foreach (RetentionPlan plan in RetentionPlan.MakeAsync(parts.Store, timeline, policy, now, MostRecords, cancellationToken))
        {
            RetentionPlan done = dryRun ? plan : await DropAsync(parts.Hub, timeline, plan, policy, now, origin, cancellationToken);
            counts = new RetentionCounts(counts.Records + done.Redacted.Count, counts.Deleted + done.Batch.Deletes.Count, counts.Values + done.Values);
        }

        return counts;
    }

    /// <summary>Drops what a plan names; it is made anew when its turn comes, so that a record changed meanwhile keeps its change.</summary>
    private static async Task<RetentionPlan> DropAsync(
        IPartyHub hub, IPartyTimeline timeline, RetentionPlan plan, PrivacyPolicy policy, DateTimeOffset now, ChangeOrigin origin, CancellationToken cancellationToken)
    {
        RecordKey[] keys = [.. plan.Redacted.Select(redaction => redaction.Key)];
        RetentionPlan done = plan;
        await hub.SubmitAsync(
            new Submission
            {
                Batch = new InputBatch(),
                Origin = origin,
                WaitsForRoom = true,
                Plan = async (_, stop) =>
                {
                    done = await RetentionPlan.ForAsync(timeline, keys, policy, now, stop);
                    return new Submission { Batch = done.Batch, Origin = origin, Redacted = done.Redacted };
                },
            },
            cancellationToken);
        return done;
    }
}
