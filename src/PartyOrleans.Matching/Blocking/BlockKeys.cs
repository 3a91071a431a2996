using PartyOrleans.Matching.Features;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Blocking;

/// <summary>
/// Computes the block keys of records: a pure function of the record's values and the bundle, by content and never by value id.
/// A key takes the parts of its rule in order until they hold enough information, so a rare family name stands alone and a
/// common one goes with more. Keys are 32-bit hashes; two rules never share a key on purpose, and a clash only costs comparisons. The lowest bit tells persons
/// from organisations, so that no clash brings a person and an organisation into one block.
/// </summary>
public sealed class BlockKeys
{
    private readonly RecordTable _table;
    private readonly KeyPartReader _reader;
    private readonly Rule[] _persons;
    private readonly Rule[] _organisations;
    private readonly float _keyBits;

    /// <summary>Prepares the rules of a bundle.</summary>
    public BlockKeys(Bundle bundle, RecordTable table, Vocabulary vocabulary, TermModel terms)
    {
        _table = table;
        _reader = new KeyPartReader(vocabulary, terms);
        _persons = [.. bundle.Blocking.Persons.Select((rule, i) => new Rule(rule, (ulong)i + 1, 1))];
        _organisations = [.. bundle.Blocking.Organisations.Select((rule, i) => new Rule(rule, (ulong)i + 101, 0))];
        _keyBits = (float)bundle.Blocking.KeyBits;
    }

    /// <summary>Rules at most, and keys per row.</summary>
    public const int MostRules = 16;

    /// <summary>Has what <see cref="Compute"/> will read of a row on its way from memory.</summary>
    internal void Prefetch(int row) => _reader.Prefetch(_table.Row(row));

    /// <summary>Has the texts that <see cref="Compute"/> will read of a row on their way from memory, where what is kept with its values has been fetched.</summary>
    internal void PrefetchTexts(int row) => _reader.PrefetchTexts(_table.Row(row));

    /// <summary>Computes the first key of every rule into the row's keys.</summary>
    public void Compute(int row)
    {
        Span<int> values = _table.Row(row);
        Span<uint> keys = _table.KeysToWrite(row);
        Rule[] rules = RulesOf(new RecordFlags(values[(int)Slot.Flags]).Type);
        var parts = new ReadParts(stackalloc ulong[KeyParts.Count], stackalloc float[KeyParts.Count]);
        for (int rule = 0; rule < rules.Length; rule++)
        {
            keys[rule] = KeyOf(rules[rule], values, ref parts);
        }
    }

    /// <summary>Further keys of a row that has several names, addresses, dates or numbers: (rule, key), sorted, without the first ones.</summary>
    public (int Rule, uint Key)[] Further(int row)
    {
        RecordExtras? extras = _table.ExtrasOf(row);
        if (extras is null)
        {
            return [];
        }

        Span<int> values = stackalloc int[RecordTable.Width];
        _table.Row(row).CopyTo(values);
        Rule[] rules = RulesOf(new RecordFlags(values[(int)Slot.Flags]).Type);
        var further = new SortedSet<(int Rule, uint Key)>();
        foreach (NameParts name in Some(extras.Names))
        {
            (values[(int)Slot.Given], values[(int)Slot.Middle], values[(int)Slot.Family]) = name;
            foreach (int date in Some(extras.Dates))
            {
                values[(int)Slot.Date] = date;
                foreach (AddressParts address in Some(extras.Addresses))
                {
                    (values[(int)Slot.House], values[(int)Slot.Street], values[(int)Slot.Unit], values[(int)Slot.City], values[(int)Slot.Postcode])
                        = address;
                    AddKeys(rules, values, further);
                }
            }
        }

        _table.Row(row).CopyTo(values);
        foreach ((Slot slot, int[] many) in ((Slot, int[])[])
            [(Slot.Phone, extras.Phones), (Slot.Email, extras.Emails), (Slot.Identifier, extras.Identifiers), (Slot.Website, extras.Websites)])
        {
            foreach (int value in many)
            {
                values[(int)slot] = value;
                AddKeys(rules, values, further);
            }

            values[(int)slot] = _table.Row(row)[(int)slot];
        }

        foreach (int organisation in extras.Organisations)
        {
            values[(int)Slot.Organisation] = organisation;
            foreach (AddressParts address in Some(extras.Addresses))
            {
                (values[(int)Slot.House], values[(int)Slot.Street], values[(int)Slot.Unit], values[(int)Slot.City], values[(int)Slot.Postcode])
                    = address;
                AddKeys(rules, values, further);
            }
        }

        ReadOnlySpan<uint> first = _table.Keys(row);
        for (int rule = 0; rule < rules.Length; rule++)
        {
            further.Remove((rule, first[rule]));
        }

        return [.. further];
    }

    /// <summary>All keys of a row whose keys were computed, sorted by rule and key.</summary>
    public (int Rule, uint Key)[] All(int row)
    {
        var all = new List<(int Rule, uint Key)>(Further(row));
        ReadOnlySpan<uint> first = _table.Keys(row);
        for (int rule = 0; rule < first.Length; rule++)
        {
            if (first[rule] != 0)
            {
                all.Add((rule, first[rule]));
            }
        }

        all.Sort();
        return [.. all];
    }

    /// <summary>The name of a rule.</summary>
    public string NameOf(PartyType type, int rule) => RulesOf(type)[rule].Name;

    private Rule[] RulesOf(PartyType type) => type == PartyType.Organisation ? _organisations : _persons;

    private static T[] Some<T>(T[] values)
        where T : struct => values.Length == 0 ? [default] : values;

    private void AddKeys(Rule[] rules, Span<int> values, SortedSet<(int Rule, uint Key)> keys)
    {
        var parts = new ReadParts(stackalloc ulong[KeyParts.Count], stackalloc float[KeyParts.Count]);
        for (int rule = 0; rule < rules.Length; rule++)
        {
            uint key = KeyOf(rules[rule], values, ref parts);
            if (key != 0)
            {
                keys.Add((rule, key));
            }
        }
    }

    private uint KeyOf(Rule rule, ReadOnlySpan<int> values, ref ReadParts parts)
    {
        ulong hash = rule.Seed;
        float bits = 0;
        for (int i = 0; i < rule.Parts.Length; i++)
        {
            if (!parts.TryRead(_reader, rule.Parts[i], values, out ulong part, out float partBits))
            {
                return i >= rule.MinParts ? Finish(hash, rule) : 0;
            }

            hash = StableHash.Combine(hash, part);
            bits += partBits;
            if (bits >= _keyBits && i + 1 >= rule.MinParts)
            {
                break;
            }
        }

        return Finish(hash, rule);
    }

    private static uint Finish(ulong hash, Rule rule)
    {
        uint key = (((uint)(hash >> 32) ^ (uint)hash) & ~1u) | rule.TypeBit;
        return key == 0 ? 2 : key;
    }

    /// <summary>The parts of one row, each read once however many rules have it.</summary>
    private ref struct ReadParts(Span<ulong> hashes, Span<float> bits)
    {
        private readonly Span<ulong> _hashes = hashes;
        private readonly Span<float> _bits = bits;
        private ulong _read;

        public bool TryRead(KeyPartReader reader, KeyPart part, ReadOnlySpan<int> values, out ulong hash, out float partBits)
        {
            int at = (int)part;
            if ((_read & (1UL << at)) == 0)
            {
                _read |= 1UL << at;
                reader.TryRead(part, values, out _hashes[at], out _bits[at]);
            }

            hash = _hashes[at];
            partBits = _bits[at];
            return hash != 0;
        }
    }

    private sealed class Rule(BlockingRule rule, ulong seed, uint typeBit)
    {
        public readonly uint TypeBit = typeBit;
        public readonly string Name = rule.Name;
        public readonly ulong Seed = seed;
        public readonly int MinParts = rule.MinParts;
        public readonly KeyPart[] Parts = [.. rule.Parts.Select(KeyParts.Parse)];
    }
}
