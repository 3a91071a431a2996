using PartyOrleans.Model;
using PartyOrleans.Resolution.Survivorship;

namespace PartyOrleans.Resolution.Embedded;

/// <content>Golden records, built anew where their party changed.</content>
public sealed partial class EmbeddedEngine
{
    private void BuildGolden(Plan plan, List<Party> changed, ChangeLog change)
    {
        Party[] sorted = [.. changed];
        ParallelSort.Sort(sorted, static (a, b) => a.Id.CompareTo(b.Id), _parallelism);
        var built = new GoldenRecord[sorted.Length];
        if (built.Length < Tuning.FewestForParallel)
        {
            for (int i = 0; i < built.Length; i++)
            {
                built[i] = BuildGolden(sorted[i], plan);
            }
        }
        else
        {
            Parallel.For(0, built.Length, new ParallelOptions { MaxDegreeOfParallelism = _parallelism }, i => built[i] = BuildGolden(sorted[i], plan));
        }

        for (int i = 0; i < built.Length; i++)
        {
            if (!built[i].ContentHash.AsSpan().SequenceEqual(sorted[i].GoldenHash))
            {
                sorted[i].GoldenHash = built[i].ContentHash;
                change.Golden.Add(built[i]);
            }
        }
    }

    private GoldenRecord BuildGolden(Party party, Plan plan)
    {
        if (plan.Unhashed.Contains(party))
        {
            party.GoldenHash = GoldenBefore(party, plan).ContentHash;
        }

        return BuildGolden(party);
    }
}
