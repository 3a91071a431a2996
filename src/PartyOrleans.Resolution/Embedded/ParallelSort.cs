namespace PartyOrleans.Resolution.Embedded;

/// <summary>Sorts long arrays with several threads: stretches on their own, then merged two by two.</summary>
internal static class ParallelSort
{
    private const int FewestForParallel = 8192;

    /// <summary>Sorts in place. No two elements may be equal, so that the result does not depend on how the work is divided.</summary>
    public static void Sort<T>(T[] array, Comparison<T> comparison, int parallelism)
    {
        if (IsSorted(array, comparison))
        {
            return;
        }

        int parts = array.Length < FewestForParallel ? 1 : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)parallelism);
        if (parts == 1)
        {
            Array.Sort(array, comparison);
            return;
        }

        var starts = new int[parts + 1];
        for (int part = 0; part <= parts; part++)
        {
            starts[part] = (int)((long)array.Length * part / parts);
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism };
        Parallel.For(0, parts, options, part => array.AsSpan(starts[part]..starts[part + 1]).Sort(comparison));
        T[] from = array;
        T[] to = new T[array.Length];
        for (int width = 1; width < parts; width *= 2)
        {
            (T[] source, T[] target, int step) = (from, to, width);
            Parallel.For(0, parts / (2 * step), options, pair =>
            {
                int first = 2 * step * pair;
                Merge(source, target, starts[first], starts[first + step], starts[first + (2 * step)], comparison);
            });
            (from, to) = (to, from);
        }

        if (!ReferenceEquals(from, array))
        {
            from.CopyTo(array, 0);
        }
    }

    private static bool IsSorted<T>(T[] array, Comparison<T> comparison)
    {
        for (int i = 1; i < array.Length; i++)
        {
            if (comparison(array[i - 1], array[i]) > 0)
            {
                return false;
            }
        }

        return true;
    }

    private static void Merge<T>(T[] from, T[] to, int start, int middle, int end, Comparison<T> comparison)
    {
        int left = start;
        int right = middle;
        for (int at = start; at < end; at++)
        {
            to[at] = right == end || (left < middle && comparison(from[left], from[right]) <= 0) ? from[left++] : from[right++];
        }
    }
}
