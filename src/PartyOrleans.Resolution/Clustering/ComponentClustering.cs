using PartyOrleans.Matching.Scoring;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Resolution.Clustering;

/// <summary>A component of the match graph as clustering sees it: members are numbered in the order of their record keys.</summary>
public interface IComponent
{
    /// <summary>Number of members.</summary>
    int Count { get; }

    /// <summary>
    /// Match weight of two members, bits; also of pairs that no block brought together. At most <see cref="PairScorer.MostExclusiveBits"/>
    /// where the two can never be one party.
    /// </summary>
    double WeightBits(int left, int right);

    /// <summary>
    /// Whether anything that can be compared of two members speaks against their being one party. Where nothing does, that they are no match on their
    /// own only says that they have too little in common to tell.
    /// </summary>
    bool SpeaksAgainst(int left, int right);

    /// <summary>What a steward decided about two members: 1 must link, -1 cannot link, 0 nothing.</summary>
    int JudgementOf(int left, int right);

    /// <summary>The pairs (smaller member first) that can bring two groups together: candidates of at least so many bits, and must-links.</summary>
    IEnumerable<(int Left, int Right)> Links(double leastBits)
    {
        for (int right = 1; right < Count; right++)
        {
            for (int left = 0; left < right; left++)
            {
                if (WeightBits(left, right) >= leastBits || JudgementOf(left, right) > 0)
                {
                    yield return (left, right);
                }
            }
        }
    }
}

/// <summary>One merge of two groups; a group is named by its first member.</summary>
/// <param name="Into">First member of the group that stays.</param>
/// <param name="From">First member of the group that is merged into it.</param>
/// <param name="AverageBits">Average match weight over the pairs of the two groups that tell anything, bits; 0 where none does.</param>
/// <param name="ByJudgement">Whether a must-link made it.</param>
public readonly record struct MergeStep(int Into, int From, double AverageBits, bool ByJudgement);

/// <summary>
/// Splits a component into parties: average linkage, strongest evidence first, never across a cannot-link or two members that exclude each
/// other; must-links hold whatever the weights. A pure function of the members in key order. A merge needs one pair that is a match on its own, and an average
/// over all pairs of the two groups that does not speak against it, so a weak chain does not pull two parties together. Pairs that have too little
/// in common to tell (see <see cref="IComponent.SpeaksAgainst"/>) are left out of averages.
/// </summary>
/// <remarks>Average linkage: Sokal and Michener (1958). Where judgements contradict each other (A must B, B must C, A cannot C), must-links win.</remarks>
public static class ComponentClustering
{
    /// <summary>Up to so many members every pair is weighed; in greater parts a pair that no block brought together counts as the floor.</summary>
    private const int MostCompared = 400;

    /// <summary>A part with more members is taken apart at a stricter link threshold until it has fewer.</summary>
    private const int MostMembers = 2000;

    private const double StricterBits = 2;
    private const double StrictestBits = 60;

    /// <summary>The party of each member, numbered from 0 in the order of each party's first member.</summary>
    /// <param name="component">The component.</param>
    /// <param name="thresholds">Of the bundle.</param>
    /// <param name="steps">Where given, takes the merges in the order in which they were made.</param>
    public static int[] Cluster(IComponent component, Thresholds thresholds, List<MergeStep>? steps = null)
    {
        int count = component.Count;
        if (count == 1)
        {
            return [0];
        }

        if (count == 2 && steps is null)
        {
            return AreOne(component, thresholds) ? [0, 0] : [0, 1];
        }

        var party = new int[count];
        double linkBits = thresholds.MatchBits;
        List<Part> parts = Connected(component, linkBits);
        while (linkBits < StrictestBits && parts.Exists(static part => part.Members.Count > MostMembers))
        {
            linkBits += StricterBits;
            parts = Connected(component, linkBits);
        }

        foreach (Part part in parts)
        {
            int[] groups = part.Members.Count == 1 ? [0] : ClusterPart(component, part, thresholds, steps);
            for (int i = 0; i < groups.Length; i++)
            {
                party[part.Members[i]] = part.Members[groups[i]];
            }
        }

        return Renumber(party);
    }

    /// <summary>What clustering comes to where there are two members, as in most components.</summary>
    private static bool AreOne(IComponent component, Thresholds thresholds)
    {
        int judgement = component.JudgementOf(0, 1);
        if (judgement != 0)
        {
            return judgement > 0;
        }

        double bits = component.WeightBits(0, 1);
        return bits >= thresholds.MatchBits && Math.Clamp(bits, thresholds.FloorBits, thresholds.CeilingBits) >= thresholds.AverageBits;
    }

    /// <summary>
    /// The members that links join: no merge crosses them, so each part is clustered for itself. Judgements that must link hold at any
    /// threshold.
    /// </summary>
    private static List<Part> Connected(IComponent component, double linkBits)
    {
        var root = new int[component.Count];
        for (int i = 0; i < root.Length; i++)
        {
            root[i] = i;
        }

        (int Left, int Right)[] links = [.. component.Links(linkBits)];
        foreach ((int left, int right) in links)
        {
            int a = Root(root, left);
            int b = Root(root, right);
            root[Math.Max(a, b)] = Math.Min(a, b);
        }

        var parts = new List<Part>();
        var partOf = new Part?[root.Length];
        for (int member = 0; member < root.Length; member++)
        {
            ref Part? part = ref partOf[Root(root, member)];
            if (part is null)
            {
                parts.Add(part = new Part());
            }

            part.Members.Add(member);
        }

        foreach ((int left, int right) in links)
        {
            partOf[Root(root, left)]!.Links.Add((left, right));
        }

        return parts;
    }

    /// <summary>Members that links join, in order, with those links.</summary>
    private sealed class Part
    {
        public List<int> Members { get; } = [];

        public List<(int Left, int Right)> Links { get; } = [];
    }

    private static int Root(int[] root, int member)
    {
        while (root[member] != member)
        {
            member = root[member] = root[root[member]];
        }

        return member;
    }

    /// <summary>The group of each member of a connected part, named by the index of the group's first member.</summary>
    private static int[] ClusterPart(IComponent component, Part part, Thresholds thresholds, List<MergeStep>? steps)
    {
        List<int> members = part.Members;
        int count = members.Count;
        var sums = new double[count * count];
        var pairs = new int[count * count];
        var linked = new bool[count * count];
        var barred = new bool[count * count];
        var size = new int[count];
        var party = new int[count];
        var must = new List<(int, int)>();
        var exclusive = new List<(int Left, int Right)>();
        foreach ((int left, int right) in part.Links)
        {
            int i = members.BinarySearch(right);
            int j = members.BinarySearch(left);
            linked[(i * count) + j] = linked[(j * count) + i] = true;
        }

        bool whole = count <= MostCompared;
        for (int i = 0; i < count; i++)
        {
            size[i] = 1;
            party[i] = i;
            for (int j = 0; j < i; j++)
            {
                double bits = whole || linked[(i * count) + j] ? component.WeightBits(members[j], members[i]) : thresholds.FloorBits;
                if (IsTelling(bits, i, j))
                {
                    sums[(i * count) + j] = sums[(j * count) + i] = Math.Clamp(bits, thresholds.FloorBits, thresholds.CeilingBits);
                    pairs[(i * count) + j] = pairs[(j * count) + i] = 1;
                }

                int judgement = component.JudgementOf(members[j], members[i]);
                barred[(i * count) + j] = barred[(j * count) + i] = judgement < 0;
                if (bits <= PairScorer.MostExclusiveBits)
                {
                    exclusive.Add((j, i));
                }

                if (judgement > 0)
                {
                    must.Add((j, i));
                }
            }
        }

        foreach ((int left, int right) in must)
        {
            int into = Math.Min(party[left], party[right]);
            int from = Math.Max(party[left], party[right]);
            if (into != from)
            {
                steps?.Add(new MergeStep(members[into], members[from], sums[(into * count) + from] / Math.Max(1, pairs[(into * count) + from]), true));
                Merge(into, from, count, sums, pairs, linked, barred, size, party);
            }
        }

        BarExclusive(exclusive, count, barred, party);
        var partners = new Partners(count, sums, pairs, linked, barred, size, thresholds.AverageBits);
        while (partners.Strongest(out int a, out int b))
        {
            steps?.Add(new MergeStep(members[a], members[b], sums[(a * count) + b] / pairs[(a * count) + b], false));
            Merge(a, b, count, sums, pairs, linked, barred, size, party);
            partners.Merged(a, b);
        }

        return party;

        // Whether a weight counts in an average: a match on its own does, and what speaks against one.
        bool IsTelling(double bits, int i, int j) =>
            bits >= thresholds.MatchBits || bits <= PairScorer.MostExclusiveBits || !whole || component.SpeaksAgainst(members[j], members[i]);
    }

    /// <summary>
    /// Keeps groups apart that hold members which exclude each other. Where judgements have joined two such members, what excludes them
    /// is known to be wrong in one of their records, and the group excludes no other.
    /// </summary>
    private static void BarExclusive(List<(int Left, int Right)> exclusive, int count, bool[] barred, int[] party)
    {
        var overruled = new bool[count];
        foreach ((int left, int right) in exclusive)
        {
            overruled[party[left]] |= party[left] == party[right];
        }

        foreach ((int left, int right) in exclusive)
        {
            int a = party[left];
            int b = party[right];
            if (!overruled[a] && !overruled[b])
            {
                barred[(a * count) + b] = barred[(b * count) + a] = true;
            }
        }
    }

    /// <summary>Merges group <paramref name="from"/> into <paramref name="into"/>; a group is named by its first member.</summary>
    private static void Merge(int into, int from, int count, double[] sums, int[] pairs, bool[] linked, bool[] barred, int[] size, int[] party)
    {
        for (int other = 0; other < count; other++)
        {
            if (size[other] != 0 && other != into && other != from)
            {
                int at = (into * count) + other;
                int add = (from * count) + other;
                int back = (other * count) + into;
                sums[back] = sums[at] = sums[at] + sums[add];
                pairs[back] = pairs[at] = pairs[at] + pairs[add];
                linked[back] = linked[at] = linked[at] || linked[add];
                barred[back] = barred[at] = barred[at] || barred[add];
            }
        }

        size[into] += size[from];
        size[from] = 0;
        for (int i = 0; i < count; i++)
        {
            if (party[i] == from)
            {
                party[i] = into;
            }
        }
    }

    private static int[] Renumber(int[] party)
    {
        var number = new int[party.Length];
        Array.Fill(number, -1);
        int next = 0;
        for (int i = 0; i < party.Length; i++)
        {
            if (number[party[i]] < 0)
            {
                number[party[i]] = next++;
            }

            party[i] = number[party[i]];
        }

        return party;
    }
}
