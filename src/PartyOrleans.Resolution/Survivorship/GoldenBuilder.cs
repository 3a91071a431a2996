using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Resolution.Survivorship;

/// <summary>A record of a party as survivorship sees it.</summary>
/// <param name="Key">Source and record id.</param>
/// <param name="Content">Its values, as <see cref="RecordContent.Encode"/> makes them.</param>
public readonly record struct PartyRecord(RecordKey Key, ReadOnlyMemory<byte> Content);

/// <summary>
/// Builds golden records: a pure function of the party's records and the bundle. Every cell is a value that one of the records
/// holds, word for word, with the record and the rule that gave it. Name parts survive together, and address parts together,
/// so that no golden record holds a name or address that nobody has. Many threads may build at once.
/// </summary>
public sealed partial class GoldenBuilder
{
    private readonly Dictionary<string, SourcePolicy> _sources;
    private readonly SurvivorshipPlan _plan;

    /// <summary>What a thread builds in; emptied at the start of every golden record.</summary>
    [ThreadStatic]
    private static GoldenDraft? draft;

    /// <summary>Prepares the survivorship of a bundle.</summary>
    public GoldenBuilder(Bundle bundle)
    {
        _sources = bundle.Sources.ToDictionary(source => source.Name, StringComparer.Ordinal);
        _plan = new SurvivorshipPlan(bundle);
    }

    /// <summary>Builds the golden record of a party from its records, sorted by key.</summary>
    public GoldenRecord Build(PartyId party, PartyType type, ReadOnlySpan<PartyRecord> records)
    {
        GoldenDraft work = draft ??= new GoldenDraft();
        work.Begin(records.Length);
        for (int record = 0; record < records.Length; record++)
        {
            Take(record, records[record].Content, work);
        }

        SetTrust(records, work);
        List<GoldenCell> cells = work.Cells;
        foreach (GoldenUnit unit in work.SortedUnits())
        {
            if (unit.Candidates.Count == 1)
            {
                Emit(unit.Candidates[0], 0, unit.Place.KeepsAll ? "all" : "only", records, cells);
            }
            else if (unit.Place.KeepsAll)
            {
                KeepAll(unit, records, work);
            }
            else
            {
                GoldenCandidate winner = Choose(unit.Candidates, unit.Place.Policy, records, work, out string rule);
                Emit(winner, 0, rule, records, cells);
            }
        }

        var keys = new RecordKey[records.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = records[i].Key;
        }

        return new GoldenRecord(party, type, keys, cells.ToArray(), GoldenHash.Of(type, keys, cells));
    }

    /// <summary>Takes the values of a record.</summary>
    private void Take(int record, ReadOnlyMemory<byte> content, GoldenDraft work)
    {
        var reader = new RecordContentReader(content.Span);
        while (reader.Next())
        {
            string attribute = reader.Code >= 0 ? RecordContent.CodedAttributes[reader.Code] : Encoding.UTF8.GetString(reader.Name);
            if (string.Equals(attribute, Attributes.RecordUpdated, StringComparison.Ordinal))
            {
                work.Updated[record] = Math.Max(work.Updated[record], Dates.Parse(Encoding.UTF8.GetString(reader.Value)).First);
            }

            if ((reader.Code >= 0 ? _plan.Find(reader.Code) : _plan.Find(attribute)) is { } place)
            {
                work.Take(record, content, reader.Group, new GoldenPart(attribute, place.Order, reader.ValueAt, reader.Value.Length), place);
            }
        }
    }

    /// <summary>How far each record is trusted: its source's trust, less for age.</summary>
    private void SetTrust(ReadOnlySpan<PartyRecord> records, GoldenDraft work)
    {
        int newest = 0;
        for (int i = 0; i < records.Length; i++)
        {
            newest = Math.Max(newest, work.Updated[i]);
        }

        for (int i = 0; i < records.Length; i++)
        {
            SourcePolicy policy = _sources.GetValueOrDefault(records[i].Key.Source, SourcePolicy.Default);
            work.Trust[i] = policy.Trust;
            if (policy.HalfLife > TimeSpan.Zero && work.Updated[i] > 0)
            {
                work.Trust[i] *= double.Exp2(-(DayNumber(newest) - DayNumber(work.Updated[i])) / policy.HalfLife.TotalDays);
            }
        }
    }

    private static double DayNumber(int date) =>
        new DateOnly(Math.Clamp(date / 10000, 1, 9999), Math.Clamp(date / 100 % 100, 1, 12), 1).DayNumber + (date % 100);

    private static void Emit(GoldenCandidate winner, int group, string rule, ReadOnlySpan<PartyRecord> records, List<GoldenCell> cells)
    {
        RecordKey from = records[winner.Record].Key;
        foreach (GoldenPart part in winner.SortedParts())
        {
            cells.Add(new GoldenCell(part.Attribute, Encoding.UTF8.GetString(winner.ValueOf(part)), group, from, rule));
        }
    }
}
