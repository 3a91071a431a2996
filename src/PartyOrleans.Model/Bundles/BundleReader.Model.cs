using System.Globalization;
using System.Text.Json;

namespace PartyOrleans.Model.Bundles;

/// <summary>Match models and term frequency tables.</summary>
internal sealed partial class BundleReader
{
    private MatchModel ReadModel(BundleMembers bundle, string member, IReadOnlyList<ComparisonVocabulary>? known)
    {
        if (bundle.Find(member, "a match model") is not { } element)
        {
            return new MatchModel(0, [], []);
        }

        BundleMembers members = Members(element, member, "priorBits", "calibrationSlope", "calibrationBits", "comparisons", "alternatives");
        double prior = members.Number("priorBits", NumberRange.Bits);
        double slope = members.Number("calibrationSlope", new NumberRange(0, 100, IsOpen: true), absent: 1);
        double bits = members.Number("calibrationBits", NumberRange.Bits, absent: 0);
        var comparisons = new List<Comparison>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((JsonElement item, string path) in members.Items("comparisons", "an array of comparisons"))
        {
            comparisons.Add(ReadComparison(item, path, known, seen));
        }

        var alternatives = new List<LatentClass>();
        seen.Clear();
        foreach ((JsonElement item, string path) in members.Items("alternatives", "an array of latent classes", isOptional: true))
        {
            alternatives.Add(ReadClass(item, path, comparisons, seen));
        }

        return new MatchModel(prior, comparisons, alternatives, slope, bits);
    }

    private Comparison ReadComparison(JsonElement element, string path, IReadOnlyList<ComparisonVocabulary>? known, HashSet<string> seen)
    {
        BundleMembers members = Members(element, path, "name", "levels");
        string name = members.Text("name");
        ComparisonVocabulary? comparison = known?.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal));
        if (known is not null && comparison is null && name.Length > 0)
        {
            RefuseUnknown(members, "name", name, [.. known.Select(one => one.Name)]);
        }

        RefuseRepeated(members, "name", name, seen);
        int before = _problems.Count;
        var levels = new List<ComparisonLevel>();
        foreach ((JsonElement item, string at) in members.Items("levels", "an array of levels"))
        {
            BundleMembers level = Members(item, at, "name", "m", "u", "adjustBits");
            string named = level.Text("name");
            if (comparison?.Levels.Contains(named) == false && named.Length > 0)
            {
                RefuseUnknown(level, "name", named, comparison.Levels);
            }

            levels.Add(new ComparisonLevel(
                named, level.Number("m", NumberRange.Probability), level.Number("u", NumberRange.Probability),
                level.Number("adjustBits", NumberRange.Bits, absent: 0)));
        }

        if (_problems.Count == before)
        {
            if (comparison?.Allows([.. levels.Select(level => level.Name)]) == false)
            {
                members.Refuse(
                    "levels", $"{string.Join(", ", levels.Select(level => level.Name))} are not the levels of {name} in order, which are {string.Join(", ", comparison.Levels)}");
            }

            RefuseSum(members.PathOf("levels"), "m", levels.Sum(level => level.M));
            RefuseSum(members.PathOf("levels"), "u", levels.Sum(level => level.U));
        }

        return new Comparison(name, levels);
    }

    private LatentClass ReadClass(JsonElement element, string path, List<Comparison> comparisons, HashSet<string> seen)
    {
        BundleMembers members = Members(element, path, "name", "priorBits", "levels");
        string name = members.Text("name");
        RefuseRepeated(members, "name", name, seen);
        double prior = members.Number("priorBits", NumberRange.Bits);
        var all = new List<IReadOnlyList<double>>();
        int before = _problems.Count;
        List<(JsonElement Element, string Path)> rows = members.Items("levels", "an array with the levels of each comparison");
        foreach ((JsonElement row, string at) in rows)
        {
            all.Add(ReadClassLevels(row, at, all.Count < comparisons.Count ? comparisons[all.Count] : null));
        }

        if (rows.Count != comparisons.Count && _problems.Count == before)
        {
            members.Refuse("levels", $"{rows.Count} arrays are not one for each of {comparisons.Count} comparisons");
        }

        return new LatentClass(name, prior, all);
    }

    private List<double> ReadClassLevels(JsonElement row, string path, Comparison? comparison)
    {
        var levels = new List<double>();
        if (row.ValueKind != JsonValueKind.Array)
        {
            _problems.Add(new BundleProblem(path, $"{BundleMembers.ShapeOf(row)} is not an array of probabilities"));
            return levels;
        }

        int before = _problems.Count;
        foreach (JsonElement level in row.EnumerateArray())
        {
            levels.Add(BundleMembers.NumberOf(level, $"{path}[{levels.Count}]", NumberRange.Probability, _problems));
        }

        if (comparison is not null && levels.Count != comparison.Levels.Count)
        {
            _problems.Add(new BundleProblem(path, $"{levels.Count} probabilities are not one for each of the {comparison.Levels.Count} levels of {comparison.Name}"));
        }
        else if (_problems.Count == before)
        {
            RefuseSum(path, "the probabilities", levels.Sum());
        }

        return levels;
    }

    private void RefuseSum(string path, string what, double sum)
    {
        if (Math.Abs(sum - 1) > SumTolerance)
        {
            _problems.Add(new BundleProblem(path, string.Create(
                CultureInfo.InvariantCulture, $"{what} add up to {Math.Round(sum, 9)}, not to 1 (within {SumTolerance:0.000000})")));
        }
    }

    private List<TermFrequencyTable> ReadTables(BundleMembers bundle)
    {
        var tables = new List<TermFrequencyTable>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((JsonElement element, string path) in bundle.Items("termFrequencies", "an array of term frequency tables"))
        {
            BundleMembers members = Members(element, path, "attribute", "records", "duplicates", "unlistedBits", "counts");
            string attribute = members.Text("attribute");
            if (attribute.Length > 0 && !Attributes.IsCanonical(attribute) && attribute is not (BundleVocabulary.OrganisationToken or BundleVocabulary.EmailDomain))
            {
                RefuseUnknown(members, "attribute", attribute, [BundleVocabulary.OrganisationToken, BundleVocabulary.EmailDomain, .. Attributes.Plain]);
            }

            RefuseRepeated(members, "attribute", attribute, seen);
            double records = members.Number("records", PositiveCount);
            tables.Add(new TermFrequencyTable(
                attribute, records, members.Number("duplicates", Count), members.Number("unlistedBits", new NumberRange(0, 100)),
                ReadCounts(members, records)));
        }

        return tables;
    }

    /// <summary>The counts in ordinal order of their values. Values are of parties, so problems name an entry by its position.</summary>
    private Dictionary<string, double> ReadCounts(BundleMembers table, double records)
    {
        if (table.Find("counts", "an object of values and counts") is not { } element)
        {
            return [];
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            table.Refuse("counts", $"{BundleMembers.ShapeOf(element)} is not an object of values and counts");
            return [];
        }

        var counts = new Dictionary<string, double>(element.GetPropertyCount(), StringComparer.Ordinal);
        string last = "";
        bool isSorted = true;
        int entry = 0;
        int refused = 0;
        foreach (JsonProperty pair in element.EnumerateObject())
        {
            string value = pair.Name;
            bool isCount = pair.Value.ValueKind == JsonValueKind.Number && pair.Value.TryGetDouble(out double count) && count > 0 && !(count > records);
            if (!isCount || !counts.TryAdd(value, pair.Value.GetDouble()))
            {
                if (refused++ < MostEntriesTold)
                {
                    table.Refuse("counts", string.Create(CultureInfo.InvariantCulture, $"entry {entry + 1} {(isCount
                        ? "has the value of an earlier entry; once is allowed"
                        : "is not a number above 0 and at most the table's records")}"));
                }
            }

            isSorted &= string.CompareOrdinal(last, value) <= 0;
            last = value;
            entry++;
        }

        if (refused > MostEntriesTold)
        {
            table.Refuse("counts", string.Create(CultureInfo.InvariantCulture, $"{refused - MostEntriesTold} more entries are wrong in the same ways"));
        }

        return isSorted ? counts : new Dictionary<string, double>(counts.OrderBy(pair => pair.Key, StringComparer.Ordinal), StringComparer.Ordinal);
    }
}
