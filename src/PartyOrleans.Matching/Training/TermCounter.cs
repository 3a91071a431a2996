using PartyOrleans.Matching.Features;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Training;

/// <summary>Counts how often values occur and makes the term frequency tables of a bundle. Exact counts, so free of sampling and order.</summary>
internal static class TermCounter
{
    /// <summary>Values that occur less often are left out: together they make the frequency of an unlisted value.</summary>
    private const int FewestListed = 2;
    private const int MostListed = 60_000;

    /// <summary>Counts the values of all rows in use.</summary>
    public static IReadOnlyList<TermFrequencyTable> Count(RecordTable table, Vocabulary vocabulary)
    {
        TermFrequencyTable?[] tables = new TermFrequencyTable?[9];
        Parallel.Invoke(
            () => tables[0] = Table(Attributes.NameGiven, table, Slot.Given, vocabulary.Names),
            () => tables[1] = Table(Attributes.NameFamily, table, Slot.Family, vocabulary.Names),
            () => tables[2] = Table(Attributes.AddressCity, table, Slot.City, vocabulary.Cities),
            () => tables[3] = Table(Attributes.AddressPostcode, table, Slot.Postcode, vocabulary.Postcodes),
            () => tables[4] = Table(Attributes.AddressStreet, table, Slot.Street, vocabulary.Streets),
            () => tables[5] = Table(Attributes.Phone, table, Slot.Phone, vocabulary.Phones),
            () => tables[6] = Table(Attributes.Email, table, Slot.Email, vocabulary.Emails),
            () => tables[7] = Table(Attributes.NameOrganisation, table, Slot.Organisation, vocabulary.Organisations),
            () => tables[8] = Tokens(table, vocabulary.Organisations));
        return [.. tables.OfType<TermFrequencyTable>()];
    }

    private static TermFrequencyTable? Table(string attribute, RecordTable table, Slot slot, ValueDictionary values)
    {
        var counts = new int[values.MaxId + 1];
        long total = 0;
        for (int row = 0; row < table.Count; row++)
        {
            int id = table.Row(row)[(int)slot];
            if (id != 0)
            {
                counts[id]++;
                total++;
            }
        }

        return total == 0 ? null : Make(attribute, total, values.Ids().Where(id => counts[id] > 0).Select(id => (id, counts[id])), values.TextOf);
    }

    private static TermFrequencyTable? Tokens(RecordTable table, ValueDictionary organisations)
    {
        var tokens = new Dictionary<string, int>(StringComparer.Ordinal);
        long total = 0;
        for (int row = 0; row < table.Count; row++)
        {
            int id = table.Row(row)[(int)Slot.Organisation];
            if (id == 0)
            {
                continue;
            }

            total++;
            string text = organisations.TextOf(id);
            foreach (string token in text[..text.IndexOf('\t')].Split(' ').Distinct(StringComparer.Ordinal))
            {
                tokens[token] = tokens.GetValueOrDefault(token) + 1;
            }
        }

        return total == 0 ? null : Make(TermModel.OrganisationToken, total, tokens.Select(entry => (entry.Key, entry.Value)), key => key);
    }

    private static TermFrequencyTable Make<TKey>(string attribute, long total, IEnumerable<(TKey Key, int Count)> counts, Func<TKey, string> textOf)
    {
        var listed = new List<(TKey Key, int Count)>();
        long unlisted = 0;
        long unlistedTotal = 0;
        foreach ((TKey key, int count) in counts)
        {
            if (count >= FewestListed)
            {
                listed.Add((key, count));
            }
            else
            {
                unlisted++;
                unlistedTotal += count;
            }
        }

        var kept = listed.Select(entry => (Text: textOf(entry.Key), entry.Count)).ToList();
        if (kept.Count > MostListed)
        {
            kept.Sort(static (a, b) => a.Count != b.Count ? b.Count.CompareTo(a.Count) : string.CompareOrdinal(a.Text, b.Text));
            foreach ((_, int count) in kept.Skip(MostListed))
            {
                unlisted++;
                unlistedTotal += count;
            }

            kept.RemoveRange(MostListed, kept.Count - MostListed);
        }

        double mean = unlisted == 0 ? 1 : (double)unlistedTotal / unlisted;
        var sorted = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach ((string text, int count) in kept)
        {
            sorted[text] = count;
        }

        return new TermFrequencyTable(attribute, total, 0, -Math.Log2(mean / total), sorted);
    }
}
