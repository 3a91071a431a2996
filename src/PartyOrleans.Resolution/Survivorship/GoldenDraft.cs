using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Survivorship;

/// <summary>What survives together, with all that offer it.</summary>
internal sealed class GoldenUnit
{
    /// <summary>Where it stands.</summary>
    public AttributePlace Place { get; set; } = null!;

    /// <summary>The values offered.</summary>
    public List<GoldenCandidate> Candidates { get; } = [];
}

/// <summary>What one golden record is built in, used again for the next so that building allocates little but its result.</summary>
internal sealed class GoldenDraft
{
    private static readonly Comparison<GoldenUnit> UnitOrder = static (a, b) =>
        a.Place.UnitOrder != b.Place.UnitOrder ? a.Place.UnitOrder.CompareTo(b.Place.UnitOrder) : string.CompareOrdinal(a.Place.Unit, b.Place.Unit);

    /// <summary>What a party of very many records needed is not kept.</summary>
    private const int MostSpare = 4096;

    private readonly List<GoldenUnit> _units = [];
    private readonly Stack<GoldenUnit> _spareUnits = new();
    private readonly Stack<GoldenCandidate> _spareCandidates = new();

    /// <summary>How far each record is trusted.</summary>
    public double[] Trust { get; private set; } = new double[8];

    /// <summary>When each record was last changed, yyyymmdd; 0 where it does not say.</summary>
    public int[] Updated { get; private set; } = new int[8];

    /// <summary>The cells that survive.</summary>
    public List<GoldenCell> Cells { get; } = [];

    /// <summary>Candidates of one value, where all values are kept.</summary>
    public List<GoldenCandidate> Same { get; } = [];

    /// <summary>Candidates that the rules applied so far have left.</summary>
    public List<GoldenCandidate> Left { get; } = [];

    /// <summary>Starts a golden record.</summary>
    public void Begin(int records)
    {
        if (records > Trust.Length)
        {
            Trust = new double[records];
            Updated = new int[records];
        }

        Array.Clear(Updated, 0, records);
        Cells.Clear();
        foreach (GoldenUnit unit in _units)
        {
            foreach (GoldenCandidate candidate in unit.Candidates)
            {
                candidate.End();
                _spareCandidates.Push(candidate);
            }

            unit.Candidates.Clear();
            _spareUnits.Push(unit);
        }

        _units.Clear();
        if (_spareCandidates.Count > MostSpare)
        {
            _spareCandidates.Clear();
        }
    }

    /// <summary>Takes a value of a record as a candidate, or as a part of one.</summary>
    public void Take(int record, ReadOnlyMemory<byte> content, int group, GoldenPart part, AttributePlace place)
    {
        List<GoldenCandidate> candidates = UnitOf(place).Candidates;
        if (place.HasParts)
        {
            foreach (GoldenCandidate known in candidates)
            {
                if (known.Record == record && known.Group == group)
                {
                    known.Add(part);
                    return;
                }
            }
        }

        GoldenCandidate candidate = _spareCandidates.TryPop(out GoldenCandidate? spare) ? spare : new GoldenCandidate();
        candidate.Begin(record, group, content);
        candidate.Add(part);
        candidates.Add(candidate);
    }

    /// <summary>The units in the order in which a golden record shows them.</summary>
    public List<GoldenUnit> SortedUnits()
    {
        _units.Sort(UnitOrder);
        return _units;
    }

    private GoldenUnit UnitOf(AttributePlace place)
    {
        foreach (GoldenUnit unit in _units)
        {
            if (unit.Place.UnitOrder == place.UnitOrder && string.Equals(unit.Place.Unit, place.Unit, StringComparison.Ordinal))
            {
                return unit;
            }
        }

        GoldenUnit added = _spareUnits.TryPop(out GoldenUnit? spare) ? spare : new GoldenUnit();
        added.Place = place;
        _units.Add(added);
        return added;
    }
}
