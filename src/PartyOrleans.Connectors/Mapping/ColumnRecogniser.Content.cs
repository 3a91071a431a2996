using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>What the other columns and the values say where a name alone does not.</summary>
internal sealed partial class ColumnRecogniser
{
    private const int SampledValues = 500;

    /// <summary>A column found behind other words gives way to one that is named plainly and holds the same.</summary>
    private void PreferPlainNames()
    {
        for (int i = 0; i < header.Count; i++)
        {
            if (meanings[i] is not { Rank: >= ColumnNames.LooseRank } loose || !Attributes.IsCanonical(decided[i].Target) || ColumnNames.IsRepeatable(decided[i].Target))
            {
                continue;
            }

            int at = i;
            int plain = IndexWhere(j => j != at && decided[j].Target == decided[at].Target && decided[j].Group == decided[at].Group
                && (meanings[j] is not { } other || other.Rank < loose.Rank || (other.Rank == loose.Rank && j < at)));
            if (plain >= 0)
            {
                decided[i] = ("payload", 0, 0.5, $"{header[plain]} is the same, more plainly named");
            }
        }
    }

    /// <summary>A column called only "name", in some language, beside columns of given or family names; null where there are none.</summary>
    private (string Target, int Group, double Confidence, string Why)? BesideNames(int column)
    {
        bool given = Array.Exists(decided, static d => d is { Target: Attributes.NameGiven, Group: 0 });
        bool family = Array.Exists(decided, static d => d is { Target: Attributes.NameFamily, Group: 0 });
        if (Array.Exists(decided, static d => d.Target == Attributes.NameFull) || (given && family))
        {
            (double persons, double organisations) = NameEvidence.Of(Values(column));
            return organisations > persons
                ? ("payload", 0, 0.5, "a name beside the name columns, of an organisation by its values")
                : (Attributes.NameAlias, 0, 0.6, "a name beside the name columns");
        }

        if (given)
        {
            return ManyWords(column) ? (Attributes.NameFull, 0, 0.6, "a name of several words beside given names") : (Attributes.NameFamily, 0, 0.8, "a name beside given names");
        }

        return !family ? null
            : ManyWords(column) ? (Attributes.NameFull, 0, 0.6, "a name of several words beside family names") : (Attributes.NameGiven, 0, 0.8, "a name beside family names");
    }

    /// <summary>Columns whose values are unmistakable, or are not what their name says.</summary>
    private void DecideByContent()
    {
        bool hasEmail = Array.Exists(decided, static d => d.Target == Attributes.Email);
        for (int i = 0; i < header.Count; i++)
        {
            string target = decided[i].Target;
            if (target == "payload" && meanings[i] is null && !hasEmail && Share(i, IsEmail) >= 0.8)
            {
                decided[i] = (Attributes.Email, 0, 0.7, "its values are email addresses");
            }
            else if (target.StartsWith(Attributes.IdentifierPrefix, StringComparison.Ordinal) && Share(i, static value => value.AsSpan().ContainsAnyInRange('0', '9')) is >= 0 and < 0.5)
            {
                decided[i] = ("payload", 0, 0.5, "an identifier by its name, but few of its values hold a digit");
            }
            else if (target == Attributes.NameGiven && decided[i].Group == 0 && ManyWords(i) && !Array.Exists(decided, static d => d.Target is Attributes.NameFamily or Attributes.NameFull))
            {
                decided[i] = (Attributes.NameFull, 0, 0.6, "given names by its name, but of several words, and there are no family names");
            }
            else if (i > 0 && meanings[i] is null && decided[i - 1] is { Target: Attributes.AddressStreet, Group: 0 } && ColumnNames.IsNumber(header[i])
                && Share(i, static value => char.IsAsciiDigit(value[0]) && value.Length <= 8) >= 0.5)
            {
                decided[i] = (Attributes.AddressHouse, 0, 0.8, "a number behind the street");
            }
            else if (meanings[i] is { Role: ColumnRole.AreaCode } && !Array.Exists(decided, static d => d is { Target: Attributes.AddressPostcode, Group: 0 })
                && Share(i, static value => value.Length is >= 4 and <= 7) >= 0.8)
            {
                decided[i] = (Attributes.AddressPostcode, 0, 0.6, "an area's code, as long as postcodes are");
            }
        }
    }

    /// <summary>The parts of a street that stand in columns of their own, in the order in which they are written.</summary>
    private void DecideStreetParts()
    {
        int street = IndexWhere(i => meanings[i] is { Role: ColumnRole.Attribute, Attribute: Attributes.AddressStreet, Usage: "" });
        int[] before = ByRank(ColumnRole.StreetBefore);
        int[] behind = ByRank(ColumnRole.StreetBehind);
        if (street < 0 || before.Length + behind.Length == 0)
        {
            return;
        }

        int[] parts = [.. before.Order(), street, .. behind.Order()];
        joins.Add(new JoinedColumns(Attributes.AddressStreet, [.. parts.Select(i => header[i])], " "));
        foreach (int i in parts)
        {
            decided[i] = (Attributes.AddressStreet, 0, 0.9, "a part of the street by its name; joined");
            meanings[i] = null;
        }
    }

    /// <summary>
    /// Where no usual name leads to a record id: the first column that is called some id, number or key, or stands first and holds no other value, and is unique
    /// in a sample of several rows. With a line number as id the records of a file that is sent again in another order would be others.
    /// </summary>
    private void DecideUnnamedRecordId()
    {
        if (recordId is not null || sample.Count < 2)
        {
            return;
        }

        int found = IndexWhere(i => IsFree(i) && ColumnNames.IsCalledKey(header[i]) && IsUnique(i));
        if (found < 0)
        {
            return;
        }

        recordId = header[found];
        decided[found] = ("record id", 0, 0.7, "called an id, number or key; present and unique in the sample");
        notes.RemoveAll(static note => note.EndsWith("the line number is the id", StringComparison.Ordinal));
        bool IsFree(int i) => decided[i].Target == "payload" && meanings[i] is null or { Role: ColumnRole.RecordId };
    }

    private bool IsUnique(int column)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return sample.All(row => Cell(row, column) is { Length: > 0 } value && seen.Add(value));
    }

    /// <summary>The share (0 to 1) of the sample's values for which something holds; -1 where the sample has none.</summary>
    private double Share(int column, Func<string, bool> holds)
    {
        int count = 0;
        int held = 0;
        foreach (string value in Values(column).Take(SampledValues))
        {
            count++;
            held += holds(value) ? 1 : 0;
        }

        return count == 0 ? -1 : held / (double)count;
    }

    private bool ManyWords(int column) => Share(column, static value => value.AsSpan().Trim().ContainsAny(' ', ',')) >= 0.6;

    private static bool IsEmail(string value) =>
        value.IndexOf('@', StringComparison.Ordinal) is > 0 and int at && value.IndexOf('.', at) > at + 1 && !value.Contains(' ', StringComparison.Ordinal);
}
