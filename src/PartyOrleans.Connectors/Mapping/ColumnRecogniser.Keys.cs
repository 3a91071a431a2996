using System.Globalization;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>Source, record id, and values that several columns make.</summary>
internal sealed partial class ColumnRecogniser
{
    private void DecideSource()
    {
        foreach (int i in ByRank(ColumnRole.Source))
        {
            string[] values = [.. Values(i)];
            int distinct = values.Distinct(StringComparer.Ordinal).Count();
            bool freeText = distinct > Math.Max(20, values.Length / 10) || values.Any(value => value.Length > 80);
            if (source is null && !freeText && values.Length > 0)
            {
                source = header[i];
                decided[i] = ("source", 0, 0.9, string.Create(CultureInfo.InvariantCulture, $"the name says so; {distinct} different values"));
            }
            else
            {
                decided[i] = ("payload", 0, 0.5, freeText ? "its name says source, but its values are free text" : "another column names the source");
            }
        }
    }

    private void DecideRecordId()
    {
        int[] candidates = ByRank(ColumnRole.RecordId);
        int sourceAt = source is null ? -1 : IndexOf(source);
        foreach (int i in candidates)
        {
            if (recordId is not null)
            {
                decided[i] = ("payload", 0, 0.5, $"{recordId} is the record id");
                continue;
            }

            int present = 0;
            var seen = new HashSet<(string, string)>();
            bool unique = true;
            foreach (string[] row in sample)
            {
                string value = Cell(row, i);
                if (value.Length > 0)
                {
                    present++;
                    unique &= seen.Add((sourceAt < 0 ? "" : Cell(row, sourceAt), value));
                }
            }

            // A few bad rows do not unseat the id; they become dead letters.
            bool isExplicit = string.Concat(ColumnNames.Words(header[i])) is "recordid" or "recid" or "uniqueid";
            bool enough = present > 0 && present >= sample.Count * (isExplicit ? 0.5 : 0.9);
            if ((unique || (isExplicit && RepeatsLittle(seen.Count, present))) && (enough || sample.Count == 0))
            {
                recordId = header[i];
                decided[i] = ("record id", 0, unique ? 1 : 0.8, unique ? "the name says so; present and unique in the sample" : "the name says so; the sample repeats some");
            }
            else
            {
                decided[i] = ("payload", 0, 0.5, enough ? "an id by its name, but not unique in the sample" : "an id by its name, but missing in the sample");
            }
        }

        if (recordId is null)
        {
            notes.Add(candidates.Length == 0
                ? "no column is a record id; the line number is the id"
                : $"{string.Join(", ", candidates.Select(i => header[i]))}: not present and unique in the sample, so the line number is the id");
        }
    }

    /// <summary>
    /// A column called exactly record id stays the id where it repeats: always beside a column that names the source, otherwise
    /// in under one of fifty rows. Those are repetitions or conflicts to report.
    /// </summary>
    private bool RepeatsLittle(int distinct, int present) => source is not null || present - distinct <= present / 50;

    private void DecideBirthParts()
    {
        int year = First(ColumnRole.BirthYear);
        int month = First(ColumnRole.BirthMonth);
        int day = First(ColumnRole.BirthDay);
        if (day < 0 && year >= 0 && month >= 0)
        {
            day = IndexWhere(i => string.Concat(ColumnNames.Words(header[i])) is "birthday" or "day");
        }

        bool isShort = year >= 0 && string.Concat(ColumnNames.Words(header[year])) is "by";
        if (year < 0 || (isShort && (month < 0 || day < 0)))
        {
            return;
        }

        List<int> parts = [year];
        if (month >= 0)
        {
            parts.Add(month);
            if (day >= 0)
            {
                parts.Add(day);
            }
        }

        joins.Add(new JoinedColumns(Attributes.DateBirth, [.. parts.Select(i => header[i])], "-"));
        foreach (int i in parts)
        {
            decided[i] = (Attributes.DateBirth, 0, 0.9, parts.Count > 1 ? "a part of the birth date by its name; joined" : "the year of birth by its name");
            meanings[i] = null;
        }
    }

    private void DecideFamilyParts()
    {
        int particle = First(ColumnRole.FamilyParticle);
        int second = First(ColumnRole.SecondFamily);
        int first = IndexWhere(i => meanings[i] is { Role: ColumnRole.Attribute, Attribute: Attributes.NameFamily, Usage: "" });
        if ((second < 0 && particle < 0) || first < 0)
        {
            return;
        }

        int[] parts = [.. ((int[])[particle, first, second]).Where(static i => i >= 0)];
        joins.Add(new JoinedColumns(Attributes.NameFamily, [.. parts.Select(i => header[i])], " "));
        foreach (int i in parts)
        {
            decided[i] = (Attributes.NameFamily, 0, 0.9, "a part of the family name by its name; joined");
            meanings[i] = null;
        }
    }
}
