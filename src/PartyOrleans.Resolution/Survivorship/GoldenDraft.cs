using PartyOrleans.Model;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Resolution.Survivorship;

/// <summary>What survives together, with all that offer it.</summary>
internal sealed class GoldenUnit
{
    /// <summary>Where it stands.</summary>
    public AttributePlace Place { get; set; } = null!;

    /// <summary>The values offered.</summary>
    public List<GoldenCandidate> Candidates { get; } = [];
}

/// <summary>One value, or one whole name or address, of one record.</summary>
internal sealed class GoldenCandidate
{
    private static readonly Comparison<(AttributeValue Value, int Order)> PartOrder = static (a, b) =>
    {
        int order = a.Order.CompareTo(b.Order);
        order = order != 0 ? order : string.CompareOrdinal(a.Value.Attribute, b.Value.Attribute);
        return order != 0 ? order : string.CompareOrdinal(a.Value.Value, b.Value.Value);
    };

    private readonly List<(AttributeValue Value, int Order)> _parts = [];
    private string? _text;
    private string? _folded;

    /// <summary>The record that offers it.</summary>
    public int Record { get; private set; }

    /// <summary>The group of the record's values that it is.</summary>
    public int Group { get; private set; }

    /// <summary>Its values in the record's order, set apart by spaces.</summary>
    public string Text => _text ??= _parts.Count == 1 ? _parts[0].Value.Value : string.Join(' ', _parts.Select(static part => part.Value.Value));

    /// <summary>Length of the text, characters.</summary>
    public int Length
    {
        get
        {
            int length = _parts.Count - 1;
            foreach ((AttributeValue value, _) in _parts)
            {
                length += value.Value.Length;
            }

            return length;
        }
    }

    /// <summary>The text without what does not count: case, accents, punctuation.</summary>
    public string Folded => _folded ??= TextFolding.Fold(Text);

    /// <summary>Makes it that of a record, without any value yet.</summary>
    public void Begin(int record, int group)
    {
        (Record, Group, _text, _folded) = (record, group, null, null);
        _parts.Clear();
    }

    /// <summary>Adds a value.</summary>
    public void Add(AttributeValue value, int order) => _parts.Add((value, order));

    /// <summary>Whether both say the same; they are folded only where they are not written the same.</summary>
    public bool IsSameValue(GoldenCandidate other) => HasSameParts(other) || string.Equals(Folded, other.Folded, StringComparison.Ordinal);

    /// <summary>Orders by text.</summary>
    public int CompareText(GoldenCandidate other) => HasSameParts(other) ? 0 : string.CompareOrdinal(Text, other.Text);

    private bool HasSameParts(GoldenCandidate other)
    {
        if (_parts.Count != other._parts.Count)
        {
            return false;
        }

        for (int i = 0; i < _parts.Count; i++)
        {
            if (!string.Equals(_parts[i].Value.Value, other._parts[i].Value.Value, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Its values in the order of their attributes; its text must not be asked for afterwards.</summary>
    public List<(AttributeValue Value, int Order)> SortedParts()
    {
        if (_parts.Count > 1)
        {
            _parts.Sort(PartOrder);
        }

        return _parts;
    }
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
    public void Take(int record, AttributeValue value, AttributePlace place)
    {
        List<GoldenCandidate> candidates = UnitOf(place).Candidates;
        if (place.HasParts)
        {
            foreach (GoldenCandidate known in candidates)
            {
                if (known.Record == record && known.Group == value.Group)
                {
                    known.Add(value, place.Order);
                    return;
                }
            }
        }

        GoldenCandidate candidate = _spareCandidates.TryPop(out GoldenCandidate? spare) ? spare : new GoldenCandidate();
        candidate.Begin(record, value.Group);
        candidate.Add(value, place.Order);
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
