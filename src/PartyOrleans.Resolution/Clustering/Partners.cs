namespace PartyOrleans.Resolution.Clustering;

/// <summary>
/// For every group the best of the greater groups that it may merge with, kept from merge to merge: a component of thousands takes
/// about the square of its size in time, not the cube. Of equal averages the smallest group comes first.
/// </summary>
internal sealed class Partners
{
    private readonly int _count;
    private readonly double[] _sums;
    private readonly int[] _pairs;
    private readonly bool[] _linked;
    private readonly bool[] _barred;
    private readonly int[] _size;
    private readonly double _averageBits;
    private readonly int[] _partner;
    private readonly double[] _average;

    /// <summary>Finds the partners of all groups; the arrays are those of the clustering and are read again after every merge.</summary>
    public Partners(int count, double[] sums, int[] pairs, bool[] linked, bool[] barred, int[] size, double averageBits)
    {
        (_count, _sums, _pairs, _linked, _barred, _size, _averageBits) = (count, sums, pairs, linked, barred, size, averageBits);
        _partner = new int[count];
        _average = new double[count];
        for (int group = 0; group < count; group++)
        {
            Find(group);
        }
    }

    /// <summary>The two groups with the greatest average weight that may merge; of equal ones those with the smallest first members.</summary>
    public bool Strongest(out int into, out int from)
    {
        (into, from) = (-1, -1);
        double best = double.NegativeInfinity;
        for (int group = 0; group < _count; group++)
        {
            if (_partner[group] >= 0 && _average[group] > best)
            {
                (best, into, from) = (_average[group], group, _partner[group]);
            }
        }

        return into >= 0;
    }

    /// <summary>Follows a merge.</summary>
    public void Merged(int into, int from)
    {
        Find(into);
        Find(from);
        for (int group = 0; group < from; group++)
        {
            if (group == into || _size[group] == 0)
            {
                continue;
            }

            if (_partner[group] == into || _partner[group] == from)
            {
                Find(group);
            }
            else if (group < into && MayMerge(group, into, out double average)
                && (_partner[group] < 0 || average > _average[group] || (average == _average[group] && into < _partner[group])))
            {
                (_partner[group], _average[group]) = (into, average);
            }
        }
    }

    private void Find(int group)
    {
        (_partner[group], _average[group]) = (-1, double.NegativeInfinity);
        if (_size[group] == 0)
        {
            return;
        }

        for (int other = group + 1; other < _count; other++)
        {
            if (MayMerge(group, other, out double average) && (_partner[group] < 0 || average > _average[group]))
            {
                (_partner[group], _average[group]) = (other, average);
            }
        }
    }

    private bool MayMerge(int group, int other, out double average)
    {
        int at = (group * _count) + other;
        if (_size[other] == 0 || !_linked[at] || _barred[at])
        {
            average = double.NegativeInfinity;
            return false;
        }

        average = _sums[at] / Math.Max(1, _pairs[at]);
        return average >= _averageBits;
    }
}
