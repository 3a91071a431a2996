using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Resolution.Survivorship;

/// <summary>A record of a party as survivorship sees it.</summary>
/// <param name="Key">Source and record id.</param>
/// <param name="Values">Its values.</param>
public readonly record struct PartyRecord(RecordKey Key, AttributeValue[] Values);

/// <summary>
/// Builds golden records: a pure function of the party's records and the bundle. Every cell is a value that one of the records
/// holds, word for word, with the record and the rule that gave it. Name parts survive together, and address parts together,
/// so that no golden record holds a name or address that nobody has.
/// </summary>
public sealed class GoldenBuilder
{
    private static readonly Dictionary<string, int> OrderOf =
        Attributes.Plain.Select((name, i) => (name, i)).ToDictionary(entry => entry.name, entry => entry.i, StringComparer.Ordinal);

    private readonly Dictionary<string, SourcePolicy> _sources;
    private readonly Dictionary<string, SurvivorshipPolicy> _policies;
    private readonly SurvivorshipPolicy _default;

    /// <summary>Prepares the survivorship of a bundle.</summary>
    public GoldenBuilder(Bundle bundle)
    {
        _sources = bundle.Sources.ToDictionary(source => source.Name, StringComparer.Ordinal);
        _policies = bundle.Survivorship.ToDictionary(policy => policy.Attribute, StringComparer.Ordinal);
        _default = _policies.TryGetValue("*", out SurvivorshipPolicy? all)
            ? all
            : new SurvivorshipPolicy("*", ["trust", "recency", "consensus", "completeness"], "one");
    }

    /// <summary>Builds the golden record of a party from its records, sorted by key.</summary>
    public GoldenRecord Build(PartyId party, PartyType type, IReadOnlyList<PartyRecord> records)
    {
        double[] trust = TrustOf(records, out int[] updated);
        var units = new List<Unit>(16);
        int values = 0;
        for (int record = 0; record < records.Count; record++)
        {
            Collect(records[record], record, units);
            values += records[record].Values.Length;
        }

        units.Sort(static (a, b) => a.Order != b.Order ? a.Order.CompareTo(b.Order) : string.CompareOrdinal(a.Name, b.Name));
        var cells = new List<GoldenCell>(values);
        foreach (Unit unit in units)
        {
            SurvivorshipPolicy policy = PolicyOf(unit.Name);
            bool all = string.Equals(policy.Keep, "all", StringComparison.Ordinal);
            if (unit.Candidates.Count == 1)
            {
                Emit(unit.Candidates[0], 0, all ? "all" : "only", records, cells);
            }
            else if (all)
            {
                KeepAll(unit.Candidates, policy, trust, updated, records, cells);
            }
            else
            {
                Candidate winner = Choose(unit.Candidates, policy, trust, updated, records, out string rule);
                Emit(winner, 0, rule, records, cells);
            }
        }

        var keys = new RecordKey[records.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = records[i].Key;
        }

        return new GoldenRecord(party, type, keys, cells, GoldenHash.Of(type, keys, cells));
    }

    private double[] TrustOf(IReadOnlyList<PartyRecord> records, out int[] updated)
    {
        updated = new int[records.Count];
        for (int i = 0; i < records.Count; i++)
        {
            foreach (AttributeValue value in records[i].Values)
            {
                if (string.Equals(value.Attribute, Attributes.RecordUpdated, StringComparison.Ordinal))
                {
                    updated[i] = Math.Max(updated[i], Dates.Parse(value.Value).First);
                }
            }
        }

        int newest = updated.Max();
        var trust = new double[records.Count];
        for (int i = 0; i < records.Count; i++)
        {
            SourcePolicy policy = _sources.GetValueOrDefault(records[i].Key.Source, SourcePolicy.Default);
            trust[i] = policy.Trust;
            if (policy.HalfLife > TimeSpan.Zero && updated[i] > 0)
            {
                trust[i] *= double.Exp2(-(DayNumber(newest) - DayNumber(updated[i])) / policy.HalfLife.TotalDays);
            }
        }

        return trust;
    }

    private static double DayNumber(int date) =>
        new DateOnly(Math.Clamp(date / 10000, 1, 9999), Math.Clamp(date / 100 % 100, 1, 12), 1).DayNumber + (date % 100);

    /// <summary>Sorts a record's values into units that survive together.</summary>
    private static void Collect(PartyRecord record, int index, List<Unit> units)
    {
        foreach (AttributeValue value in record.Values)
        {
            if (!Attributes.IsCanonical(value.Attribute))
            {
                continue;
            }

            string unit = UnitOf(value.Attribute);
            int order = unit switch { "name" => 1, "address" => 11, _ => OrderOf.GetValueOrDefault(value.Attribute, 100) };
            List<Candidate> candidates = CandidatesOf(units, order, unit);
            Candidate? same = unit is "name" or "address" ? Find(candidates, index, value.Group) : null;
            if (same is null)
            {
                candidates.Add(new Candidate(index, value.Group, value));
            }
            else
            {
                same.Add(value);
            }
        }
    }

    private static List<Candidate> CandidatesOf(List<Unit> units, int order, string name)
    {
        foreach (Unit unit in units)
        {
            if (unit.Order == order && string.Equals(unit.Name, name, StringComparison.Ordinal))
            {
                return unit.Candidates;
            }
        }

        var added = new Unit(order, name, new List<Candidate>(1));
        units.Add(added);
        return added.Candidates;
    }

    private static Candidate? Find(List<Candidate> candidates, int record, int group)
    {
        foreach (Candidate candidate in candidates)
        {
            if (candidate.Record == record && candidate.Group == group)
            {
                return candidate;
            }
        }

        return null;
    }

    private static string UnitOf(string attribute) => attribute switch
    {
        Attributes.NameFull or Attributes.NameGiven or Attributes.NameMiddle or Attributes.NameFamily or Attributes.NameSuffix => "name",
        Attributes.AddressFull or Attributes.AddressHouse or Attributes.AddressStreet or Attributes.AddressUnit or Attributes.AddressCity
            or Attributes.AddressRegion or Attributes.AddressPostcode or Attributes.AddressCountry => "address",
        _ => attribute,
    };

    private SurvivorshipPolicy PolicyOf(string unit)
    {
        if (_policies.TryGetValue(unit, out SurvivorshipPolicy? policy))
        {
            return policy;
        }

        int dot = unit.IndexOf('.');
        return dot > 0 && _policies.TryGetValue(unit[..dot] + ".*", out policy) ? policy : _default;
    }

    private static void KeepAll(
        List<Candidate> candidates, SurvivorshipPolicy policy, double[] trust, int[] updated, IReadOnlyList<PartyRecord> records, List<GoldenCell> cells)
    {
        var values = candidates.GroupBy(candidate => candidate.Folded, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal);
        int at = 0;
        foreach (IGrouping<string, Candidate> group in values)
        {
            Emit(Choose([.. group], policy, trust, updated, records, out _), at++, "all", records, cells);
        }
    }

    /// <summary>Narrows the candidates rule by rule until one value is left.</summary>
    private static Candidate Choose(
        List<Candidate> candidates, SurvivorshipPolicy policy, double[] trust, int[] updated, IReadOnlyList<PartyRecord> records, out string rule)
    {
        rule = "only";
        if (candidates.Count == 1)
        {
            return candidates[0];
        }

        List<Candidate> left = candidates;
        bool decided = IsOneValue(left);
        rule = decided ? "consensus" : "tie";
        foreach (string name in policy.Rules)
        {
            List<Candidate> best = name switch
            {
                "trust" => Best(left, candidate => trust[candidate.Record]),
                "recency" => Best(left, candidate => updated[candidate.Record]),
                "completeness" => Best(left, candidate => candidate.Length),
                "consensus" => Best(left, candidate => candidates.Count(other => string.Equals(other.Folded, candidate.Folded, StringComparison.Ordinal))),
                _ => left,
            };
            if (!decided && IsOneValue(best))
            {
                (decided, rule) = (true, name);
            }

            left = best;
        }

        Candidate winner = left[0];
        foreach (Candidate candidate in left)
        {
            int order = string.CompareOrdinal(candidate.Text, winner.Text);
            if (order < 0 || (order == 0 && records[candidate.Record].Key < records[winner.Record].Key))
            {
                winner = candidate;
            }
        }

        return winner;
    }

    private static bool IsOneValue(List<Candidate> candidates)
    {
        for (int i = 1; i < candidates.Count; i++)
        {
            if (!string.Equals(candidates[i].Folded, candidates[0].Folded, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static List<Candidate> Best(List<Candidate> candidates, Func<Candidate, double> rank)
    {
        double most = double.NegativeInfinity;
        var best = new List<Candidate>(candidates.Count);
        foreach (Candidate candidate in candidates)
        {
            double value = rank(candidate);
            if (value > most)
            {
                most = value;
                best.Clear();
            }

            if (value == most)
            {
                best.Add(candidate);
            }
        }

        return best;
    }

    private static void Emit(Candidate winner, int group, string rule, IReadOnlyList<PartyRecord> records, List<GoldenCell> cells)
    {
        int first = cells.Count;
        RecordKey from = records[winner.Record].Key;
        for (int i = 0; i < winner.Count; i++)
        {
            cells.Add(new GoldenCell(winner[i].Attribute, winner[i].Value, group, from, rule));
        }

        if (winner.Count > 1)
        {
            cells.Sort(first, cells.Count - first, CellOrder);
        }
    }

    private static readonly Comparer<GoldenCell> CellOrder = Comparer<GoldenCell>.Create(static (a, b) =>
    {
        int order = OrderOf.GetValueOrDefault(a.Attribute, 100).CompareTo(OrderOf.GetValueOrDefault(b.Attribute, 100));
        order = order != 0 ? order : string.CompareOrdinal(a.Attribute, b.Attribute);
        return order != 0 ? order : string.CompareOrdinal(a.Value, b.Value);
    });

    /// <summary>What survives together, with all that offer it.</summary>
    private readonly record struct Unit(int Order, string Name, List<Candidate> Candidates);

    /// <summary>One value, or one whole name or address, of one record.</summary>
    private sealed class Candidate(int record, int group, AttributeValue first)
    {
        private List<AttributeValue>? _parts;
        private string? _text;
        private string? _folded;

        public int Record { get; } = record;

        public int Group { get; } = group;

        public int Count => _parts?.Count ?? 1;

        public AttributeValue this[int part] => _parts is null ? first : _parts[part];

        public string Text => _text ??= _parts is null ? first.Value : string.Join(' ', _parts.Select(part => part.Value));

        public string Folded => _folded ??= TextFolding.Fold(Text);

        public int Length => Text.Length;

        public void Add(AttributeValue part)
        {
            _parts ??= new List<AttributeValue>(5) { first };
            _parts.Add(part);
        }
    }
}
