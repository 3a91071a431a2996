using System.Runtime.InteropServices;

namespace PartyOrleans.Local.Evaluation;

/// <summary>How well a partition of records into parties agrees with the truth.</summary>
internal sealed record ClusterScore
{
    /// <summary>Records that the truth names.</summary>
    public required int Records { get; init; }

    /// <summary>Of these, records that the partition does not name; each counts as a party of its own.</summary>
    public required int Missing { get; init; }

    /// <summary>Parties that the records fall into.</summary>
    public required int Parties { get; init; }

    /// <summary>Entities of the truth.</summary>
    public required int Entities { get; init; }

    /// <summary>Pairs of records that are the same entity.</summary>
    public required long TruePairs { get; init; }

    /// <summary>Of these, pairs found in one party.</summary>
    public required long TruePositives { get; init; }

    /// <summary>Share of pairs in one party that are the same entity; 1 where there are none.</summary>
    public required double Precision { get; init; }

    /// <summary>Share of the true pairs that are in one party; 1 where there are none.</summary>
    public required double Recall { get; init; }

    /// <summary>Pairwise F1.</summary>
    public double F1 => Harmonic(Precision, Recall);

    /// <summary>B-cubed precision (Bagga and Baldwin, 1998): over records, the mean share of its party that is its entity.</summary>
    public required double BCubedPrecision { get; init; }

    /// <summary>B-cubed recall: over records, the mean share of its entity that is in its party.</summary>
    public required double BCubedRecall { get; init; }

    /// <summary>B-cubed F1.</summary>
    public double BCubedF1 => Harmonic(BCubedPrecision, BCubedRecall);

    /// <summary>Share of entities that are one party each, with all their records and no other.</summary>
    public required double ExactEntities { get; init; }

    /// <summary>Harmonic mean; 0 where both are 0.</summary>
    public static double Harmonic(double precision, double recall) =>
        precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;

    /// <summary>Scores a partition. A record that the truth names twice counts once, with the last entity named.</summary>
    public static ClusterScore Of(PartyLookup partition, IReadOnlyList<Membership> truth)
    {
        int missing = 0;
        var trueEntity = new Dictionary<string, string>(truth.Count, StringComparer.Ordinal);
        foreach (Membership row in truth)
        {
            missing += partition.Find(row.Key.RecordId) is null ? 1 : 0;
            trueEntity[row.Key.RecordId] = row.Party;
        }

        var parties = new Dictionary<string, int>(StringComparer.Ordinal);
        var entities = new Dictionary<string, int>(StringComparer.Ordinal);
        var cells = new Dictionary<(int Party, int Entity), int>();
        var partySizes = new List<int>();
        var entitySizes = new List<int>();
        foreach ((string record, string entity) in trueEntity)
        {
            int party = Number(parties, partySizes, partition.Find(record) ?? "missing:" + record);
            int trueOne = Number(entities, entitySizes, entity);
            partySizes[party]++;
            entitySizes[trueOne]++;
            CollectionsMarshal.GetValueRefOrAddDefault(cells, (party, trueOne), out _)++;
        }

        return Sum(cells, partySizes, entitySizes, trueEntity.Count, missing);
    }

    private static ClusterScore Sum(
        Dictionary<(int Party, int Entity), int> cells, List<int> partySizes, List<int> entitySizes, int records, int missing)
    {
        long found = 0;
        double precision = 0;
        double recall = 0;
        int exact = 0;
        foreach (((int party, int entity), int both) in cells)
        {
            found += Pairs(both);
            precision += (double)both * both / partySizes[party];
            recall += (double)both * both / entitySizes[entity];
            exact += both == partySizes[party] && both == entitySizes[entity] ? 1 : 0;
        }

        long said = partySizes.Sum(Pairs);
        long true_ = entitySizes.Sum(Pairs);
        return new ClusterScore
        {
            Records = records,
            Missing = missing,
            Parties = partySizes.Count,
            Entities = entitySizes.Count,
            TruePairs = true_,
            TruePositives = found,
            Precision = said > 0 ? (double)found / said : 1,
            Recall = true_ > 0 ? (double)found / true_ : 1,
            BCubedPrecision = records > 0 ? precision / records : 1,
            BCubedRecall = records > 0 ? recall / records : 1,
            ExactEntities = entitySizes.Count > 0 ? (double)exact / entitySizes.Count : 1,
        };
    }

    private static long Pairs(int size) => (long)size * (size - 1) / 2;

    private static int Number(Dictionary<string, int> numbers, List<int> sizes, string name)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, name, out bool known);
        if (!known)
        {
            number = sizes.Count;
            sizes.Add(0);
        }

        return number;
    }
}
