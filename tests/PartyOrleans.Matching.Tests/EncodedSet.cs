using PartyOrleans.Matching.Features;
using PartyOrleans.Matching.Training;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Tests;

/// <summary>Records encoded in the order given, with the row of each key.</summary>
internal sealed class EncodedSet
{
    public EncodedSet(IReadOnlyList<SourceRecord> records)
    {
        int first = Records.Add(records, new RecordEncoder(Records.Vocabulary, Records.Table));
        for (int i = 0; i < records.Count; i++)
        {
            RowOf.Add(records[i].Key, first + i);
        }
    }

    public EncodedRecords Records { get; } = new();

    public Dictionary<RecordKey, int> RowOf { get; } = [];

    /// <summary>The default bundle trained on records.</summary>
    public static Bundle Trained(IReadOnlyList<SourceRecord> records) =>
        Trainer.Train(DefaultBundle.Create(), new EncodedSet(records).Records, 2, CancellationToken.None);
}
