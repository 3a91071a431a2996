using PartyOrleans.Matching;
using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Model;
using PartyOrleans.Resolution.Clustering;
using PartyOrleans.Resolution.Graph;

namespace PartyOrleans.Resolution.Embedded;

/// <summary>A component of the match graph over rows, for clustering; weights of pairs without an edge are computed on demand.</summary>
internal sealed class ComponentView(
    int[] rows, BundleMatcher matcher, PairComparer comparer, MatchGraph graph, JudgementBook judgements) : IComponent
{
    /// <summary>Among so few rows looking at each costs less than a table of them.</summary>
    private const int Few = 32;

    private Dictionary<int, int>? _members;

    public int Count => rows.Length;

    /// <summary>The member that a row is; below 0 where it is none.</summary>
    public int MemberOf(int row)
    {
        if (rows.Length <= Few)
        {
            return rows.AsSpan().IndexOf(row);
        }

        if (_members is null)
        {
            _members = new Dictionary<int, int>(rows.Length);
            for (int i = 0; i < rows.Length; i++)
            {
                _members.Add(rows[i], i);
            }
        }

        return _members.TryGetValue(row, out int member) ? member : -1;
    }

    public double WeightBits(int left, int right)
    {
        float edge = graph.WeightOf(rows[left], rows[right]);
        if (!float.IsNaN(edge))
        {
            return edge;
        }

        PartyType type = matcher.Records.Table.FlagsOf(rows[left]).Type;
        return type == matcher.Records.Table.FlagsOf(rows[right]).Type
            ? (float)matcher.WeightBits(comparer, rows[left], rows[right])
            : double.NegativeInfinity;
    }

    /// <summary>
    /// Where one record holds something of a kind that the other lacks, and all that both hold agrees somewhat, they only have too little in common; where
    /// they hold the same and it agrees somewhat, that it agrees no better speaks against them.
    /// </summary>
    public bool SpeaksAgainst(int left, int right)
    {
        PartyType type = matcher.Records.Table.FlagsOf(rows[left]).Type;
        return type != matcher.Records.Table.FlagsOf(rows[right]).Type
            || !comparer.IsUneven(rows[left], rows[right])
            || matcher.ScorerOf(type).SpeaksAgainst(comparer.Levels(rows[left], rows[right]));
    }

    public int JudgementOf(int left, int right) =>
        judgements.Count == 0 ? 0 : judgements.Of(matcher.Records.KeyOf(rows[left]), matcher.Records.KeyOf(rows[right]));

    public IEnumerable<(int Left, int Right)> Links(double leastBits)
    {
        var links = new List<(int, int)>();
        for (int right = 0; right < rows.Length; right++)
        {
            foreach ((int row, float bits) in graph.NeighboursOf(rows[right]))
            {
                if (bits >= leastBits && MemberOf(row) is >= 0 and var left && left < right)
                {
                    links.Add((left, right));
                }
            }

            if (judgements.Count > 0)
            {
                foreach (RecordKey key in judgements.MustLinksOf(matcher.Records.KeyOf(rows[right])))
                {
                    int left = Array.FindIndex(rows, row => matcher.Records.KeyOf(row) == key);
                    if (left >= 0 && left < right)
                    {
                        links.Add((left, right));
                    }
                }
            }
        }

        return links;
    }
}

/// <summary>The judgements in force, by pair and by record.</summary>
internal sealed class JudgementBook
{
    private readonly Dictionary<RecordPair, Judgement> _byPair = [];
    private readonly Dictionary<RecordKey, SortedSet<RecordPair>> _byRecord = [];

    /// <summary>Judgements in force.</summary>
    public int Count => _byPair.Count;

    /// <summary>The pairs judged, in no given order.</summary>
    public IEnumerable<RecordPair> Pairs => _byPair.Keys;

    /// <summary>Makes or replaces a judgement; false where the same one is in force.</summary>
    public bool Set(Judgement judgement)
    {
        if (_byPair.TryGetValue(judgement.Pair, out Judgement? was) && was == judgement)
        {
            return false;
        }

        _byPair[judgement.Pair] = judgement;
        Index(judgement.Pair.Left, judgement.Pair);
        Index(judgement.Pair.Right, judgement.Pair);
        return true;
    }

    /// <summary>Revokes a judgement; false where there is none.</summary>
    public bool Revoke(RecordPair pair)
    {
        if (!_byPair.Remove(pair))
        {
            return false;
        }

        _byRecord[pair.Left].Remove(pair);
        _byRecord[pair.Right].Remove(pair);
        return true;
    }

    /// <summary>1 must link, -1 cannot link, 0 nothing.</summary>
    public int Of(RecordKey a, RecordKey b) =>
        _byPair.TryGetValue(new RecordPair(a, b), out Judgement? judgement) ? judgement.Kind == JudgementKind.MustLink ? 1 : -1 : 0;

    /// <summary>The records that a record must be linked to, in key order.</summary>
    public IEnumerable<RecordKey> MustLinksOf(RecordKey key)
    {
        if (_byRecord.TryGetValue(key, out SortedSet<RecordPair>? pairs))
        {
            foreach (RecordPair pair in pairs)
            {
                if (_byPair[pair].Kind == JudgementKind.MustLink)
                {
                    yield return pair.Left == key ? pair.Right : pair.Left;
                }
            }
        }
    }

    private void Index(RecordKey key, RecordPair pair)
    {
        if (!_byRecord.TryGetValue(key, out SortedSet<RecordPair>? pairs))
        {
            _byRecord.Add(key, pairs = []);
        }

        pairs.Add(pair);
    }
}
