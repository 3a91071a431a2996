using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Api.Bundles;

/// <summary>What a bundle would change.</summary>
/// <param name="Sha256">The bundle.</param>
/// <param name="Commit">Number of the last commit that it was compared with.</param>
/// <param name="Digest">SHA-256 of all that would change; two reports with one digest say the same of every record, party and review.</param>
/// <param name="PartiesBefore">Parties that the hub holds.</param>
/// <param name="PartiesAfter">Parties that it would hold.</param>
public sealed record BundleReport(string Sha256, long Commit, string Digest, long PartiesBefore, long PartiesAfter)
{
    /// <summary>Samples of each kind at most.</summary>
    public const int MostSamples = 20;

    /// <summary>Parties that would take in records of another one that ends.</summary>
    public required BundleEffects Merged { get; init; }

    /// <summary>Parties of which records would leave for another one.</summary>
    public required BundleEffects Split { get; init; }

    /// <summary>Parties that keep their records, and whose cells would change.</summary>
    public required BundleEffects Changed { get; init; }

    /// <summary>Parties that would change in any way: the hub's own, not those that would come into being.</summary>
    public required long Touched { get; init; }

    /// <summary>Reviews that would be new, or weigh otherwise.</summary>
    public required int ReviewsOpened { get; init; }

    /// <summary>Reviews that would be closed.</summary>
    public required int ReviewsClosed { get; init; }

    /// <summary>New or reweighed reviews, heaviest first.</summary>
    public required IReadOnlyList<ReviewTask> OpenedSamples { get; init; }

    /// <summary>Closed reviews, by pair.</summary>
    public required IReadOnlyList<RecordPair> ClosedSamples { get; init; }

    /// <summary>Share of the hub's parties that would change, 0 to 1.</summary>
    public double ChangedShare => PartiesBefore == 0 ? 0 : Touched / (double)PartiesBefore;

    /// <summary>Tells what a change does. Cells of samples are filled in by whoever can read them.</summary>
    /// <param name="sha256">The bundle.</param>
    /// <param name="change">The change.</param>
    /// <param name="parties">Parties before and after it.</param>
    /// <param name="commit">Number of the last commit before it.</param>
    public static BundleReport Of(string sha256, HubChange change, (long Before, long After) parties, long commit)
    {
        ArgumentNullException.ThrowIfNull(change);
        ILookup<PartyEventKind, PartyEvent> events = change.Events.ToLookup(happened => happened.Kind);
        HashSet<PartyId> created = [.. events[PartyEventKind.Created].Select(happened => happened.Party)];
        HashSet<PartyId> moved = [.. events[PartyEventKind.Merged].Concat(events[PartyEventKind.Split]).SelectMany(Both)];
        Dictionary<PartyId, GoldenRecord> golden = change.Golden.ToDictionary(record => record.Party);
        HashSet<PartyId> touched = [.. change.Golden.Select(record => record.Party).Where(party => !created.Contains(party)), .. change.Retired.Select(retired => retired.Key)];
        return new BundleReport(sha256, commit, DigestOf(sha256, change), parties.Before, parties.After)
        {
            Merged = EffectsOf(events[PartyEventKind.Merged], golden),
            Split = EffectsOf(events[PartyEventKind.Split], golden),
            Changed = EffectsOf(events[PartyEventKind.Changed].Where(happened => !moved.Contains(happened.Party)), golden),
            Touched = touched.Count,
            ReviewsOpened = change.ReviewsOpened.Count,
            ReviewsClosed = change.ReviewsClosed.Count,
            OpenedSamples = [.. change.ReviewsOpened.OrderByDescending(review => review.WeightBits).ThenBy(review => review.Pair).Take(MostSamples)],
            ClosedSamples = [.. change.ReviewsClosed.Take(MostSamples)],
        };
    }

    private static IEnumerable<PartyId> Both(PartyEvent happened) => happened.Other is { } other ? [happened.Party, other] : [happened.Party];

    private static BundleEffects EffectsOf(IEnumerable<PartyEvent> events, Dictionary<PartyId, GoldenRecord> golden)
    {
        PartyEvent[] all = [.. events];
        return new BundleEffects(
            all.Select(happened => happened.Party).Distinct().Count(),
            [
                .. all.OrderBy(happened => happened.Party).ThenBy(happened => happened.Other).Take(MostSamples)
                    .Select(happened => new BundleSample(happened.Party, happened.Other, happened.Records, [], golden.GetValueOrDefault(happened.Party)?.Cells ?? [])),
            ]);
    }

    private static string DigestOf(string sha256, HubChange change)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Put(sha256);
        Put("moved", change.Moved.Count);
        foreach ((RecordKey key, PartyId party) in change.Moved)
        {
            Put(key.Source, key.RecordId, party.Value);
        }

        Put("golden", change.Golden.Count);
        foreach (GoldenRecord golden in change.Golden)
        {
            Put(golden.Party.Value, Convert.ToHexString(golden.ContentHash));
        }

        Put("retired", change.Retired.Count);
        foreach ((PartyId party, PartyId? successor) in change.Retired)
        {
            Put(party.Value, successor?.Value ?? "");
        }

        Put("reviews", change.ReviewsOpened.Count);
        foreach (ReviewTask review in change.ReviewsOpened)
        {
            PutPair(review.Pair);
            Put(BitConverter.DoubleToInt64Bits(review.WeightBits));
        }

        foreach (RecordPair pair in change.ReviewsClosed)
        {
            PutPair(pair);
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());

        void PutPair(RecordPair pair) => Put(pair.Left.Source, pair.Left.RecordId, pair.Right.Source, pair.Right.RecordId);

        void Put(params ReadOnlySpan<object> parts)
        {
            foreach (object part in parts)
            {
                string text = Convert.ToString(part, CultureInfo.InvariantCulture)!;
                digest.AppendData(Encoding.UTF8.GetBytes($"{text.Length}:{text}"));
            }
        }
    }
}

/// <summary>Parties that a bundle would change in one way.</summary>
/// <param name="Parties">How many.</param>
/// <param name="Samples">The first of them, by id.</param>
public sealed record BundleEffects(int Parties, IReadOnlyList<BundleSample> Samples);

/// <summary>A party that a bundle would change.</summary>
/// <param name="Party">The party.</param>
/// <param name="Other">The party that its records come from or leave for; null where none moves.</param>
/// <param name="Records">The records that move.</param>
/// <param name="Before">Cells of its golden record now.</param>
/// <param name="After">Cells that it would have; empty where they stay.</param>
public sealed record BundleSample(
    PartyId Party, PartyId? Other, IReadOnlyList<RecordKey> Records, IReadOnlyList<GoldenCell> Before, IReadOnlyList<GoldenCell> After);
