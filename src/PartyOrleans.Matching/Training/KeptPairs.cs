using System.Runtime.InteropServices;
using PartyOrleans.Matching.Comparisons;

namespace PartyOrleans.Matching.Training;

/// <summary>A pair of rows with the number of its pattern, 10 bytes: of five million records some twenty million pairs are kept.</summary>
/// <param name="A">A row.</param>
/// <param name="B">Another row.</param>
/// <param name="Pattern">Index in <see cref="KeptStretch.Patterns"/>.</param>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(ushort))]
internal readonly record struct KeptPair(int A, int B, ushort Pattern);

/// <summary>Some kept pairs. Whoever is done with them lets go of them by <see cref="Clear"/>, stretch by stretch.</summary>
/// <param name="patterns">Levels of the pairs by number.</param>
internal sealed class KeptStretch(List<ComparisonPattern> patterns)
{
    /// <summary>Pairs at most.</summary>
    public const int Most = 1 << 14;

    private KeptPair[] _pairs = new KeptPair[Most];
    private int _count;

    /// <summary>The pairs.</summary>
    public ReadOnlySpan<KeptPair> Pairs => _pairs.AsSpan(0, _count);

    /// <summary>The levels of the pairs by number, without terms and exclusions.</summary>
    public IReadOnlyList<ComparisonPattern> Patterns => patterns;

    /// <summary>Adds a pair; false where there is no room.</summary>
    public bool TryAdd(KeptPair pair)
    {
        if (_count == Most)
        {
            return false;
        }

        _pairs[_count++] = pair;
        return true;
    }

    /// <summary>Keeps only pairs of some patterns.</summary>
    /// <param name="reaches">Whether pairs of a pattern stay, by number.</param>
    public void Keep(bool[] reaches)
    {
        int count = 0;
        foreach (KeptPair pair in Pairs)
        {
            if (reaches[pair.Pattern])
            {
                _pairs[count++] = pair;
            }
        }

        _count = count;
    }

    /// <summary>Forgets the pairs and lets go of their memory.</summary>
    public void Clear() => (_pairs, _count) = ([], 0);
}

/// <summary>
/// The pairs that one thread has found promising, in stretches that are never copied: there are millions, and a list would hold them
/// twice each time it grows.
/// </summary>
internal sealed class KeptPairs
{
    /// <summary>In place of a number: the pairs of the pattern are not kept.</summary>
    public const int NotKept = -1;

    private const int MostPatterns = ushort.MaxValue + 1;

    private readonly List<ComparisonPattern> _patterns = [];
    private readonly List<bool> _areOrganisations = [];
    private KeptStretch? _last;

    /// <summary>The pairs.</summary>
    public List<KeptStretch> Stretches { get; } = [];

    /// <summary>Whether a pattern got no number because there were too many: pairs are missing then.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Numbers a pattern that has no number yet; <see cref="NotKept"/> where there are too many.</summary>
    /// <param name="pattern">Levels, without terms and exclusions.</param>
    /// <param name="isOrganisation">Whether its pairs are organisations.</param>
    public int NumberOf(ComparisonPattern pattern, bool isOrganisation)
    {
        if (_patterns.Count == MostPatterns)
        {
            IsFull = true;
            return NotKept;
        }

        _patterns.Add(pattern);
        _areOrganisations.Add(isOrganisation);
        return _patterns.Count - 1;
    }

    /// <summary>Adds a pair.</summary>
    public void Add(KeptPair pair)
    {
        if (_last is null || !_last.TryAdd(pair))
        {
            _last = new KeptStretch(_patterns);
            Stretches.Add(_last);
            _last.TryAdd(pair);
        }
    }

    /// <summary>Keeps only pairs of some patterns.</summary>
    /// <param name="reaches">Whether pairs of a pattern, of organisations or persons, stay.</param>
    public void Keep(Func<ComparisonPattern, bool, bool> reaches)
    {
        bool[] stay = [.. _patterns.Select((pattern, number) => reaches(pattern, _areOrganisations[number]))];
        foreach (KeptStretch stretch in Stretches)
        {
            stretch.Keep(stay);
        }
    }
}
