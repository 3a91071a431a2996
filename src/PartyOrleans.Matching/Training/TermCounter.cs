using System.Runtime.InteropServices;
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
    private const int RowsPerPart = 1 << 14;

    /// <summary>Counts the values of all rows in use.</summary>
    public static IReadOnlyList<TermFrequencyTable> Count(RecordTable table, Vocabulary vocabulary, int parallelism)
    {
        // Those that take longest begin first.
        TermFrequencyTable?[] tables = new TermFrequencyTable?[11];
        Parallel.Invoke(
            new ParallelOptions { MaxDegreeOfParallelism = parallelism },
            () => tables[9] = Domains(table, vocabulary.Emails, parallelism),
            () => tables[3] = Table(Attributes.AddressPostcode, table, Slot.Postcode, vocabulary.Postcodes),
            () => tables[6] = Table(Attributes.Email, table, Slot.Email, vocabulary.Emails),
            () => tables[5] = Table(Attributes.Phone, table, Slot.Phone, vocabulary.Phones),
            () => tables[1] = Table(Attributes.NameFamily, table, Slot.Family, vocabulary.Names),
            () => tables[4] = Table(Attributes.AddressStreet, table, Slot.Street, vocabulary.Streets),
            () => tables[0] = Table(Attributes.NameGiven, table, Slot.Given, vocabulary.Names),
            () => tables[2] = Table(Attributes.AddressCity, table, Slot.City, vocabulary.Cities),
            () => tables[7] = Table(Attributes.NameOrganisation, table, Slot.Organisation, vocabulary.Organisations, PartyType.Organisation),
            () => tables[10] = Table(Attributes.Employer, table, Slot.Organisation, vocabulary.Organisations, PartyType.Person),
            () => tables[8] = Tokens(table, vocabulary.Organisations));
        return [.. tables.OfType<TermFrequencyTable>()];
    }

    private static TermFrequencyTable? Table(string attribute, RecordTable table, Slot slot, ValueDictionary values, PartyType? type = null)
    {
        var counts = new int[values.MaxId + 1];
        long total = 0;
        for (int row = 0; row < table.Count; row++)
        {
            int id = table.Row(row)[(int)slot];
            if (id != 0 && (type is null || table.FlagsOf(row).Type == type))
            {
                counts[id]++;
                total++;
            }
        }

        if (total == 0)
        {
            return null;
        }

        // Numbers are ids here.
        TermFrequencyTable made = Make(attribute, total, counts, values.TextOf, out List<ListedCount> listed);
        values.Remember(made.Counts, [.. listed]);
        return made;
    }

    private static TermFrequencyTable? Domains(RecordTable table, ValueDictionary emails, int parallelism)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var texts = new List<string>();
        var counts = new List<int>();
        Parallel.For(
            0, (table.Count + RowsPerPart - 1) / RowsPerPart, new ParallelOptions { MaxDegreeOfParallelism = parallelism },
            static () => new Dictionary<string, int>(StringComparer.Ordinal),
            (part, _, found) =>
            {
                CountDomains(table, emails, part * RowsPerPart, Math.Min(table.Count, (part + 1) * RowsPerPart), found);
                return found;
            },
            found =>
            {
                lock (numbers)
                {
                    foreach ((string domain, int count) in found)
                    {
                        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, domain, out bool known);
                        if (!known)
                        {
                            number = texts.Count;
                            texts.Add(domain);
                            counts.Add(0);
                        }

                        CollectionsMarshal.AsSpan(counts)[number] += count;
                    }
                }
            });
        long total = counts.Sum(static count => (long)count);
        return total == 0 ? null : Make(BundleVocabulary.EmailDomain, total, CollectionsMarshal.AsSpan(counts), number => texts[number], out _);
    }

    private static void CountDomains(RecordTable table, ValueDictionary emails, int from, int to, Dictionary<string, int> counts)
    {
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> known = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> buffer = stackalloc char[128];
        for (int row = from; row < to; row++)
        {
            ReadOnlySpan<char> domain = Standardisation.Emails.Domain(emails.CharsOf(table.Row(row)[(int)Slot.Email], buffer));
            if (!domain.IsEmpty)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(known, domain, out _)++;
            }
        }
    }

    private static TermFrequencyTable? Tokens(RecordTable table, ValueDictionary organisations)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var texts = new List<string>();
        var counts = new List<int>();
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
                ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, token, out bool known);
                if (!known)
                {
                    number = texts.Count;
                    texts.Add(token);
                    counts.Add(0);
                }

                CollectionsMarshal.AsSpan(counts)[number]++;
            }
        }

        return total == 0 ? null : Make(TermModel.OrganisationToken, total, CollectionsMarshal.AsSpan(counts), number => texts[number], out _);
    }

    /// <summary>The table of values by number: the most frequent ones, of equally frequent ones the first by text.</summary>
    private static TermFrequencyTable Make(
        string attribute, long total, ReadOnlySpan<int> counts, Func<int, string> textOf, out List<ListedCount> numbers)
    {
        long distinct = 0;
        long counted = 0;
        var listed = new List<int>();
        for (int number = 0; number < counts.Length; number++)
        {
            distinct += counts[number] > 0 ? 1 : 0;
            counted += counts[number];
            if (counts[number] >= FewestListed)
            {
                listed.Add(counts[number]);
            }
        }

        // Values that occur oftener than the last one listed are all listed; only those that occur as often are chosen by text.
        int least = FewestListed - 1;
        if (listed.Count > MostListed)
        {
            listed.Sort();
            least = listed[^MostListed];
        }

        var kept = new List<(string Text, int Count, int Number)>();
        var equal = new List<(string Text, int Number)>();
        for (int number = 0; number < counts.Length; number++)
        {
            if (counts[number] > least)
            {
                kept.Add((textOf(number), counts[number], number));
            }
            else if (counts[number] == least && least >= FewestListed)
            {
                equal.Add((textOf(number), number));
            }
        }

        equal.Sort(static (a, b) => string.CompareOrdinal(a.Text, b.Text));
        foreach ((string text, int number) in equal.Take(MostListed - kept.Count))
        {
            kept.Add((text, least, number));
        }

        kept.Sort(static (a, b) => string.CompareOrdinal(a.Text, b.Text));
        long keptTotal = 0;
        var byText = new Dictionary<string, double>(kept.Count, StringComparer.Ordinal);
        numbers = new List<ListedCount>(kept.Count);
        foreach ((string text, int count, int number) in kept)
        {
            byText.Add(text, count);
            numbers.Add(new ListedCount(number, count));
            keptTotal += count;
        }

        long unlisted = distinct - kept.Count;
        double mean = unlisted == 0 ? 1 : (double)(counted - keptTotal) / unlisted;
        return new TermFrequencyTable(attribute, total, 0, -Math.Log2(mean / total), byText);
    }
}
