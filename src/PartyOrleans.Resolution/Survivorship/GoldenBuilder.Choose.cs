using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Resolution.Survivorship;

/// <content>Which of several values survives.</content>
public sealed partial class GoldenBuilder
{
    private static void KeepAll(GoldenUnit unit, ReadOnlySpan<PartyRecord> records, GoldenDraft work)
    {
        List<GoldenCandidate> sorted = unit.Candidates;
        sorted.Sort(static (a, b) => a.Folded.SequenceCompareTo(b.Folded));
        int at = 0;
        for (int start = 0; start < sorted.Count;)
        {
            work.Same.Clear();
            int end = start;
            while (end < sorted.Count && sorted[end].Folded.SequenceEqual(sorted[start].Folded))
            {
                work.Same.Add(sorted[end++]);
            }

            Emit(Choose(work.Same, unit.Place.Policy, records, work, out _), at++, "all", records, work.Cells);
            start = end;
        }
    }

    /// <summary>Narrows the candidates rule by rule until one value is left; of equal ones the least text and then the least key. Their order has no meaning.</summary>
    private static GoldenCandidate Choose(
        List<GoldenCandidate> candidates, SurvivorshipPolicy policy, ReadOnlySpan<PartyRecord> records, GoldenDraft work, out string rule)
    {
        rule = "only";
        if (candidates.Count == 1)
        {
            return candidates[0];
        }

        List<GoldenCandidate> left = work.Left;
        left.Clear();
        left.AddRange(candidates);
        bool decided = IsOneValue(left);
        rule = decided ? "consensus" : "tie";
        for (int i = 0; i < policy.Rules.Count && left.Count > 1; i++)
        {
            KeepBest(left, policy.Rules[i], candidates, work);
            if (!decided && IsOneValue(left))
            {
                (decided, rule) = (true, policy.Rules[i]);
            }
        }

        GoldenCandidate winner = left[0];
        foreach (GoldenCandidate candidate in left)
        {
            int order = candidate.CompareText(winner);
            if (order < 0 || (order == 0 && records[candidate.Record].Key < records[winner.Record].Key))
            {
                winner = candidate;
            }
        }

        return winner;
    }

    /// <summary>Leaves those that a rule ranks highest.</summary>
    private static void KeepBest(List<GoldenCandidate> left, string rule, List<GoldenCandidate> candidates, GoldenDraft work)
    {
        double most = double.NegativeInfinity;
        int kept = 0;
        for (int i = 0; i < left.Count; i++)
        {
            GoldenCandidate candidate = left[i];
            double rank = rule switch
            {
                "trust" => work.Trust[candidate.Record],
                "recency" => work.Updated[candidate.Record],
                "completeness" => candidate.Length,
                "consensus" => CountSame(candidate, candidates),
                _ => 0,
            };
            if (rank > most)
            {
                most = rank;
                kept = 0;
            }

            if (rank == most)
            {
                left[kept++] = candidate;
            }
        }

        left.RemoveRange(kept, left.Count - kept);
    }

    private static int CountSame(GoldenCandidate candidate, List<GoldenCandidate> candidates)
    {
        int count = 0;
        foreach (GoldenCandidate other in candidates)
        {
            count += candidate.IsSameValue(other) ? 1 : 0;
        }

        return count;
    }

    private static bool IsOneValue(List<GoldenCandidate> candidates)
    {
        for (int i = 1; i < candidates.Count; i++)
        {
            if (!candidates[i].IsSameValue(candidates[0]))
            {
                return false;
            }
        }

        return true;
    }
}
