using System.Globalization;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>
/// Recognises what the columns of an input are, from their names and a sample of their values.
/// A pure function of both: the same header and sample give the same proposal.
/// </summary>
internal sealed partial class ColumnRecogniser
{
    private readonly IReadOnlyList<string> header;
    private readonly IReadOnlyList<string[]> sample;
    private readonly ColumnMeaning?[] meanings;
    private readonly (string Target, int Group, double Confidence, string Why)[] decided;
    private readonly List<string> notes = [];
    private readonly List<JoinedColumns> joins = [];
    private readonly List<RelatedColumns> relations = [];
    private string? recordId;
    private string? source;

    private ColumnRecogniser(IReadOnlyList<string> header, IReadOnlyList<string[]> sample)
    {
        this.header = header;
        this.sample = sample;
        meanings = [.. header.Select(name => ColumnNames.Recognise(name))];
        decided = new (string, int, double, string)[header.Count];
        Array.Fill(decided, ("payload", 0, 0, "the name is not known"));
    }

    /// <summary>Proposes a mapping.</summary>
    public static MappingProposal Propose(IReadOnlyList<string> header, IReadOnlyList<string[]> sample) =>
        new ColumnRecogniser(header, sample).Propose();

    private MappingProposal Propose()
    {
        for (int i = 0; i < header.Count; i++)
        {
            if (meanings[i] is { Role: ColumnRole.Label })
            {
                decided[i] = ("label", 0, 0.9, "the answer of a labelled set; kept as payload, never evidence");
            }
        }

        DecideSource();
        DecideRecordId();
        DecideBirthParts();
        DecideFamilyParts();
        DecideStreetParts();
        DecidePlain();
        DecideContentDependent();
        DecideByContent();
        DecideRelations();
        DecideUnnamedRecordId();
        KeepFirstOfRepeatedHeaders();
        return Result();
    }

    /// <summary>Columns whose names say what they are, and those that the presence of other columns decides.</summary>
    private void DecidePlain()
    {
        bool hasOrganisation = Array.Exists(
            meanings, m => m is { Role: ColumnRole.Attribute, Attribute: Attributes.NameOrganisation } or { Role: ColumnRole.Name, Usage: "" });
        List<string> nameGroups = [""];
        List<string> addressGroups = Array.Exists(meanings, m => m is { Usage: "" } main && IsAddress(main)) ? [""] : [];
        for (int i = 0; i < header.Count; i++)
        {
            if (meanings[i] is { Usage: "contact" } contact && IsName(contact))
            {
                if (hasOrganisation)
                {
                    decided[i] = ("payload", 0, 0.5, "the name of a contact, who is another party");
                    continue;
                }

                meanings[i] = contact with { Usage = "" };
            }

            if (meanings[i] is not { } meaning || AttributeOf(meaning) is not { } attribute)
            {
                continue;
            }

            if (attribute.Length == 0)
            {
                decided[i] = ("payload", 0, 0.5, "a county beside a state");
                continue;
            }

            int group = attribute.StartsWith("address.", StringComparison.Ordinal) ? GroupOf(addressGroups, meaning.Usage)
                : attribute is Attributes.NameGiven or Attributes.NameMiddle or Attributes.NameFamily or Attributes.NameSuffix ? GroupOf(nameGroups, meaning.Usage)
                : 0;
            decided[i] = meaning.Rank switch
            {
                < 1000 => (attribute, group, 1, "the name says so"),
                < ColumnNames.LooseRank => (attribute, group, 0.9, "the name says so, but for a word or number around it"),
                _ => (attribute, group, 0.7, "the name says so, but for abbreviations or words around it"),
            };
        }

        PreferPlainNames();
    }

    /// <summary>The attribute of a meaning; empty for a county beside a state, null where content decides.</summary>
    private string? AttributeOf(ColumnMeaning meaning)
    {
        switch (meaning.Role)
        {
            case ColumnRole.Address:
                return HasInUsage(Attributes.AddressCity, meaning.Usage) ? Attributes.AddressStreet : Attributes.AddressFull;
            case ColumnRole.County:
                return HasInUsage(Attributes.AddressRegion, meaning.Usage) ? "" : Attributes.AddressRegion;
            case ColumnRole.Country:
                bool inAddress = Array.Exists(meanings, m => m is { Role: ColumnRole.Attribute } other && IsAddress(other) && other.Usage == meaning.Usage);
                return inAddress ? Attributes.AddressCountry : Attributes.Country;
            case ColumnRole.Name:
                return meaning.Usage.Length == 0 ? null : Attributes.NameAlias;
            case ColumnRole.Attribute:
                bool isOtherName = meaning.Usage.Length > 0 && meaning.Usage is not ("personal" or "registered")
                    && meaning.Attribute is Attributes.NameFull or Attributes.NameOrganisation;
                return isOtherName ? Attributes.NameAlias : meaning.Attribute;
            default:
                return null;
        }
    }

    private void DecideContentDependent()
    {
        bool hasPersonColumns = Array.Exists(decided, d => d.Target is Attributes.NameGiven or Attributes.NameFamily or Attributes.DateBirth or Attributes.Gender);
        bool hasNames = Array.Exists(decided, d => d.Target is Attributes.NameGiven or Attributes.NameFamily or Attributes.NameFull or Attributes.NameOrganisation);
        foreach (int i in ByRank(ColumnRole.Name))
        {
            if (meanings[i]!.Value.Usage.Length > 0)
            {
                continue;
            }

            if (BesideNames(i) is { } beside)
            {
                decided[i] = beside;
                continue;
            }

            (double persons, double organisations) = NameEvidence.Of(Values(i));
            bool isOrganisation = !hasPersonColumns && (organisations > persons || persons < 0.5);
            decided[i] = isOrganisation
                ? (Attributes.NameOrganisation, 0, organisations > persons ? 0.8 : 0.6, hasNames ? "a name" : "a name; no person columns, and the values do not look like persons")
                : (Attributes.NameFull, 0, 0.8, hasPersonColumns ? "a name beside person columns" : "a name; its values look like persons");
        }

        int[] types = ByRank(ColumnRole.PartyType);
        bool typed = false;
        foreach (int i in types)
        {
            string[] values = [.. Values(i)];
            int known = values.Count(value => PartyTypes.Parse(value) != PartyType.Unknown);
            if (!typed && values.Length > 0 && known >= values.Length * 0.9)
            {
                typed = true;
                decided[i] = (Attributes.PartyType, 0, 0.9, "its values are person or organisation");
            }
            else
            {
                decided[i] = ("payload", 0, 0.5, "a type, but not of party");
            }
        }

        bool hasBirth = Array.Exists(decided, d => d.Target == Attributes.DateBirth);
        foreach (int i in ByRank(ColumnRole.Date))
        {
            if (!hasBirth && hasPersonColumns && LooksLikeBirthDates(Values(i)))
            {
                hasBirth = true;
                decided[i] = (Attributes.DateBirth, 0, 0.6, "a date beside person columns, its years spread over decades");
            }
            else
            {
                decided[i] = ("payload", 0, 0.5, "a date, but nothing says of what");
            }
        }
    }

    private void DecideRelations()
    {
        int anchor = First(ColumnRole.RelationAnchor);
        int pointer = First(ColumnRole.RelationPointer);
        int role = First(ColumnRole.RelationRole);
        Relate(anchor, First(ColumnRole.RelationAnchorDomain), -1, "anchor");
        Relate(pointer, First(ColumnRole.RelationPointerDomain), role, "related");

        void Relate(int key, int domain, int roleColumn, string fallback)
        {
            if (key < 0)
            {
                return;
            }

            relations.Add(new RelatedColumns(header[key], domain < 0 ? null : header[domain], roleColumn < 0 ? null : header[roleColumn], fallback));
            foreach (int i in (int[])[key, domain, roleColumn])
            {
                if (i >= 0)
                {
                    decided[i] = (Attributes.RelationPrefix + fallback, 0, 1, "a relation by its name");
                }
            }
        }
    }

    /// <summary>Columns are named in a mapping, so of columns with the same name only the first is mapped.</summary>
    private void KeepFirstOfRepeatedHeaders()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < header.Count; i++)
        {
            if (!seen.Add(header[i]) && decided[i].Target is not ("payload" or "label"))
            {
                notes.Add($"column {(i + 1).ToString(CultureInfo.InvariantCulture)} has the name of an earlier one ({header[i]}) and takes its target");
            }
        }
    }

    private MappingProposal Result()
    {
        var columns = new List<KeyValuePair<string, ColumnTarget>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var joined = joins.SelectMany(join => join.Columns).Concat(relations.SelectMany(r => (string?[])[r.KeyColumn, r.SourceColumn, r.RoleColumn]).OfType<string>())
            .ToHashSet(StringComparer.Ordinal);
        var proposals = new List<ColumnProposal>();
        for (int i = 0; i < header.Count; i++)
        {
            (string target, int group, double confidence, string why) = decided[i];
            proposals.Add(new ColumnProposal(header[i], target, group, confidence, why, ColumnShape.Most(Values(i).Take(200))));
            if (Attributes.IsCanonical(target) && !joined.Contains(header[i]) && seen.Add(header[i]))
            {
                columns.Add(new(header[i], new ColumnTarget(target, group)));
            }
        }

        var mapping = new Mapping { RecordId = recordId, Source = source, Columns = columns, Join = joins, Relations = relations };
        return new MappingProposal(mapping, proposals, notes);
    }

    private static bool IsName(ColumnMeaning meaning) =>
        meaning.Role == ColumnRole.Name || meaning.Attribute.StartsWith("name.", StringComparison.Ordinal);

    private static bool IsAddress(ColumnMeaning meaning) =>
        meaning.Role is ColumnRole.Address or ColumnRole.County || meaning.Attribute.StartsWith("address.", StringComparison.Ordinal);

    private bool HasInUsage(string attribute, string usage) =>
        Array.Exists(meanings, meaning => meaning is { Role: ColumnRole.Attribute } m && m.Attribute == attribute && m.Usage == usage);

    private static int GroupOf(List<string> groups, string usage)
    {
        int at = groups.IndexOf(usage);
        if (at < 0)
        {
            at = groups.Count;
            groups.Add(usage);
        }

        return at;
    }

    private static bool LooksLikeBirthDates(IEnumerable<string> values)
    {
        var years = new List<int>();
        int count = 0;
        foreach (string value in values.Take(500))
        {
            count++;
            for (int i = 0; i + 4 <= value.Length; i++)
            {
                if (int.TryParse(value.AsSpan(i, 4), NumberStyles.None, CultureInfo.InvariantCulture, out int year) && year is >= 1900 and <= 2020)
                {
                    years.Add(year);
                    break;
                }
            }
        }

        return years.Count > 0 && years.Count >= count * 0.8 && years.Max() - years.Min() >= 20;
    }

    private int[] ByRank(ColumnRole role) =>
        [.. Enumerable.Range(0, header.Count).Where(i => meanings[i] is { } m && m.Role == role).OrderBy(i => meanings[i]!.Value.Rank)];

    private int First(ColumnRole role) => ByRank(role) is [int first, ..] ? first : -1;

    private int IndexWhere(Func<int, bool> holds)
    {
        for (int i = 0; i < header.Count; i++)
        {
            if (holds(i))
            {
                return i;
            }
        }

        return -1;
    }

    private int IndexOf(string column) => IndexWhere(i => string.Equals(header[i], column, StringComparison.Ordinal));

    private IEnumerable<string> Values(int column) =>
        sample.Select(row => Cell(row, column)).Where(cell => cell.Length > 0);

    private static string Cell(string[] row, int column) =>
        column < row.Length && !Mapping.DefaultNullValues.Contains(row[column], StringComparer.Ordinal) ? row[column] : "";
}
