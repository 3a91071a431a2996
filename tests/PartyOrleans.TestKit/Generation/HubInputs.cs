using PartyOrleans.Model;
using PartyOrleans.Resolution;

namespace PartyOrleans.TestKit.Generation;

/// <summary>The current inputs of a hub: what is left of all batches. Everything that a hub answers must follow from it.</summary>
public sealed class HubInputs
{
    /// <summary>The current records.</summary>
    public SortedDictionary<RecordKey, SourceRecord> Records { get; } = [];

    /// <summary>The judgements in force.</summary>
    public SortedDictionary<RecordPair, Judgement> Judgements { get; } = [];

    /// <summary>Takes in a batch.</summary>
    public void Apply(InputBatch batch)
    {
        foreach (SourceRecord record in batch.Upserts)
        {
            Records[record.Key] = record;
        }

        foreach (RecordKey key in batch.Deletes)
        {
            Records.Remove(key);
        }

        foreach (Judgement judgement in batch.Judgements)
        {
            Judgements[judgement.Pair] = judgement;
        }

        foreach (RecordPair pair in batch.Revocations)
        {
            Judgements.Remove(pair);
        }
    }

    /// <summary>All inputs as one batch, sorted.</summary>
    public InputBatch AsBatch() => new() { Upserts = [.. Records.Values], Judgements = [.. Judgements.Values] };

    /// <summary>All inputs as batches of one, sorted.</summary>
    public IReadOnlyList<InputBatch> AsSteps() =>
    [
        .. Records.Values.Select(record => new InputBatch { Upserts = [record] }),
        .. Judgements.Values.Select(judgement => new InputBatch { Judgements = [judgement] }),
    ];
}

/// <summary>Puts steps together to batches.</summary>
public static class Batches
{
    /// <summary>Batches of up to <paramref name="size"/> steps each, in order; a key or pair that comes again starts a new batch.</summary>
    public static IReadOnlyList<InputBatch> Of(IEnumerable<InputBatch> steps, int size)
    {
        var batches = new List<InputBatch>();
        var open = new List<InputBatch>();
        var keys = new HashSet<RecordKey>();
        var pairs = new HashSet<RecordPair>();
        foreach (InputBatch step in steps)
        {
            RecordKey[] stepKeys = [.. step.Upserts.Select(record => record.Key), .. step.Deletes];
            RecordPair[] stepPairs = [.. step.Judgements.Select(judgement => judgement.Pair), .. step.Revocations];
            if (open.Count == size || keys.Overlaps(stepKeys) || pairs.Overlaps(stepPairs))
            {
                batches.Add(Union(open));
                open.Clear();
                keys.Clear();
                pairs.Clear();
            }

            open.Add(step);
            keys.UnionWith(stepKeys);
            pairs.UnionWith(stepPairs);
        }

        if (open.Count > 0)
        {
            batches.Add(Union(open));
        }

        return batches;
    }

    private static InputBatch Union(List<InputBatch> steps) => new()
    {
        Upserts = [.. steps.SelectMany(step => step.Upserts)],
        Deletes = [.. steps.SelectMany(step => step.Deletes)],
        Judgements = [.. steps.SelectMany(step => step.Judgements)],
        Revocations = [.. steps.SelectMany(step => step.Revocations)],
    };
}
