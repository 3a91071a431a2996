using System.Globalization;
using PartyOrleans.Model;
using PartyOrleans.Resolution;

namespace PartyOrleans.TestKit.Generation;

/// <summary>
/// A sequence of single inputs to a hub: inserts, updates, resubmissions, deletes of known and unknown records, re-inserts,
/// must-links and cannot-links (contradictory ones and ones about records that are not there too), and revocations.
/// </summary>
public static class HubStory
{
    private static readonly string[] SourceNames = ["crm", "erp", "web"];

    /// <summary>Draws a story.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="options">The world that the records come from.</param>
    /// <param name="steps">Number of inputs.</param>
    /// <param name="keys">Record keys that the story is about; the fewer, the more updates.</param>
    public static IReadOnlyList<InputBatch> Draw(ulong seed, NastyOptions options, int steps, int keys)
    {
        var draws = new SeededDraws(seed);
        var world = new NastyWorld(seed + 1, options);
        RecordKey[] all = [.. Enumerable.Range(0, keys).Select(i => new RecordKey(
            SourceNames[i % SourceNames.Length], (i * 37 % keys).ToString("d3", CultureInfo.InvariantCulture)))];
        var inputs = new HubInputs();
        var story = new List<InputBatch>(steps);
        for (int at = 0; at < steps; at++)
        {
            InputBatch step = Step(draws, world, all, inputs, at);
            inputs.Apply(step);
            story.Add(step);
        }

        return story;
    }

    /// <summary>Inserts alone: one record per key, in random order of keys.</summary>
    public static IReadOnlyList<SourceRecord> DrawRecords(ulong seed, NastyOptions options, int records)
    {
        var draws = new SeededDraws(seed);
        var world = new NastyWorld(seed + 1, options);
        return [.. draws.Shuffled(Enumerable.Range(0, records)).Select(i => world.NextRecord(new RecordKey(
            SourceNames[i % SourceNames.Length], i.ToString("d6", CultureInfo.InvariantCulture))))];
    }

    private static InputBatch Step(SeededDraws draws, NastyWorld world, RecordKey[] all, HubInputs inputs, int at)
    {
        int choice = draws.Below(100);
        if (choice < 62 || inputs.Records.Count == 0)
        {
            return new InputBatch { Upserts = [world.NextRecord(draws.Pick(all))] };
        }

        RecordKey known = draws.Pick([.. inputs.Records.Keys]);
        if (choice < 65)
        {
            SourceRecord same = inputs.Records[known];
            return new InputBatch { Upserts = [new SourceRecord(known, [.. same.Values], same.Payload)] };
        }

        if (choice < 80)
        {
            return new InputBatch { Deletes = [choice < 78 ? known : draws.Pick(all)] };
        }

        if (choice < 95 || inputs.Judgements.Count == 0)
        {
            RecordKey other = draws.Pick(all);
            return other == known
                ? new InputBatch { Deletes = [known] }
                : new InputBatch
                {
                    Judgements =
                    [
                        new Judgement(
                            new RecordPair(known, other), choice < 88 ? JudgementKind.MustLink : JudgementKind.CannotLink,
                            "steward", "seen", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(at)),
                    ],
                };
        }

        return new InputBatch { Revocations = [draws.Pick([.. inputs.Judgements.Keys])] };
    }
}
