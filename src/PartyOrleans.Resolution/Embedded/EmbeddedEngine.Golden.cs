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
            _workers.ForEach(built.Length, (i, _) => built[i] = BuildGolden(sorted[i], plan), CancellationToken.None);
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
            party.GoldenHash = BuildGolden(party, plan.Before).ContentHash;
        }

        return BuildGolden(party, before: null);
    }

    /// <param name="party">A party.</param>
    /// <param name="before">Where given, what some rows held before: the golden record that the party had then, if it had the same records.</param>
    private GoldenRecord BuildGolden(Party party, Dictionary<int, (byte[] Content, PartyType Type)>? before)
    {
        PartyType type = _records.Table.FlagsOf(party.Rows[0]).Type;
        var records = new PartyRecord[party.Rows.Length];
        for (int i = 0; i < records.Length; i++)
        {
            int row = party.Rows[i];
            byte[] content = _states[row].Content;
            if (before is not null && before.TryGetValue(row, out (byte[] Content, PartyType Type) was))
            {
                content = was.Content;
                type = i == 0 ? was.Type : type;
            }

            records[i] = new PartyRecord(_records.KeyOf(row), content);
        }

        return _golden.Build(party.Id, type, records);
    }
}
