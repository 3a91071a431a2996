using System.Numerics;
using PartyOrleans.Model;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Storage.Search;

/// <summary>Finds out what words of the index a query may mean: the same ones, those that begin so, nicknames, misspellings.</summary>
internal static class SearchPlanner
{
    private const int MinPrefixLength = 3;
    private const int MinFuzzyLength = 3;
    private const int MinTwoEditLength = 6;
    private const int MinSoundLength = 4;
    private const int MostForms = 64;
    private const int PlainRarity = 12;
    private const double TwoEditSimilarity = 0.85;
    private const double SoundSimilarity = 0.75;

    /// <summary>Makes the plan of a search.</summary>
    public static async ValueTask<SearchPlan> PlanAsync(SearchRequest search, ISearchIndex index, CancellationToken cancellationToken)
    {
        long parties = await index.CountPartiesAsync(cancellationToken);
        var words = new List<PlannedWord>();
        foreach (SearchWord word in SearchWords.Of(search.Query))
        {
            if (await PlanAsync(word, search.NamesOnly, parties, index, cancellationToken) is { Forms.Count: > 0 } planned)
            {
                words.Add(planned);
            }
        }

        return new SearchPlan(words, search.Type is { } type ? SearchTerms.OfType(type) : null);
    }

    private static async ValueTask<PlannedWord> PlanAsync(
        SearchWord word, bool namesOnly, long parties, ISearchIndex index, CancellationToken cancellationToken)
    {
        var forms = new List<WordForms>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        string name = SearchTerms.Of(SearchTerms.Name, word.Text);
        Add(forms, taken, SearchMatchKind.Exact, namesOnly ? word.Exact.Where(IsName) : word.Exact);
        Add(forms, taken, SearchMatchKind.ExactElsewhere, namesOnly ? [] : word.Elsewhere);
        if (word.IsOpen && word.Text.Length >= MinPrefixLength)
        {
            forms.Add(new WordForms(SearchMatchKind.Prefix, new List<string>(), name));
        }

        if (!WordGrams.IsWord(word.Text) || word.IsOptional)
        {
            return new PlannedWord(word.Text, word.IsOptional ? 1 : PlainRarity, word.IsOptional, forms);
        }

        IReadOnlyList<VocabularyWord> held = await index.FindWordsAsync([word.Text, .. Nicknames.EquivalentTo(word.Text)], cancellationToken);
        VocabularyWord known = held.FirstOrDefault(other => string.Equals(other.Text, word.Text, StringComparison.Ordinal));
        Add(forms, taken, SearchMatchKind.Nickname, held.Where(other => other.Names > 0).Select(other => SearchTerms.Of(SearchTerms.Name, other.Text)));
        long holders = known.Names + (namesOnly ? 0L : known.Addresses);
        if (word.Text.Length >= MinFuzzyLength)
        {
            List<(SearchMatchKind Kind, VocabularyWord Word, double Likeness)> alike = await FindAlikeAsync(word.Text, index, cancellationToken);
            foreach (SearchMatchKind kind in new[] { SearchMatchKind.Similar, SearchMatchKind.SoundsLike })
            {
                Add(forms, taken, kind, alike.Where(other => other.Kind == kind).SelectMany(other => TermsOf(other.Word, namesOnly)));
            }

            if (holders == 0)
            {
                // Of a word that nobody has, the likeliest meaning is the commonest word one letter off.
                holders = alike.Where(other => other.Kind == SearchMatchKind.Similar)
                    .Select(other => other.Word.Names + (namesOnly ? 0L : other.Word.Addresses)).DefaultIfEmpty().Max();
            }
        }

        return new PlannedWord(word.Text, RarityOf(holders, parties), IsOptional: false, forms);
    }

    private static bool IsName(string term) => term[0] == SearchTerms.Name;

    private static int RarityOf(long holders, long parties) =>
        Math.Clamp(1 + BitOperations.Log2((ulong)Math.Max(1, (parties + 1) / (holders + 1))), 1, PlannedWord.MaxRarity);

    private static void Add(List<WordForms> forms, HashSet<string> taken, SearchMatchKind kind, IEnumerable<string> terms)
    {
        var own = terms.Where(taken.Add).ToList();
        if (own.Count > 0)
        {
            own.Sort(StringComparer.Ordinal);
            forms.Add(new WordForms(kind, own, Prefix: null));
        }
    }

    private static IEnumerable<string> TermsOf(VocabularyWord word, bool namesOnly)
    {
        if (word.Names > 0)
        {
            yield return SearchTerms.Of(SearchTerms.Name, word.Text);
        }

        if (word.Addresses > 0 && !namesOnly)
        {
            yield return SearchTerms.Of(SearchTerms.Address, word.Text);
        }
    }

    /// <summary>Words one edit off, or (of long words) two, or of the same sound; the likest where there are too many.</summary>
    private static async ValueTask<List<(SearchMatchKind Kind, VocabularyWord Word, double Likeness)>> FindAlikeAsync(
        string word, ISearchIndex index, CancellationToken cancellationToken)
    {
        int edits = word.Length >= MinTwoEditLength ? 2 : 1;
        string[] grams = WordGrams.Of(word);
        var alike = new List<(SearchMatchKind Kind, VocabularyWord Word, double Likeness)>();
        foreach (VocabularyWord other in await index.FindAlikeAsync(word, edits, cancellationToken))
        {
            int distance = StringSimilarity.DamerauLevenshtein(word, other.Text);
            if (distance == 0 || distance > edits || WordGrams.Share(grams, WordGrams.Of(other.Text)) < WordGrams.LeastShare)
            {
                continue;
            }

            double likeness = StringSimilarity.JaroWinkler(word, other.Text);
            if (distance == 1 || likeness >= TwoEditSimilarity)
            {
                alike.Add((distance == 1 ? SearchMatchKind.Similar : SearchMatchKind.SoundsLike, other, likeness));
            }
        }

        uint sound = word.Length >= MinSoundLength ? DoubleMetaphone.Code(word) : 0;
        if (sound != 0)
        {
            foreach (VocabularyWord other in await index.FindBySoundAsync(sound, cancellationToken))
            {
                double likeness = StringSimilarity.JaroWinkler(word, other.Text);
                if (likeness >= SoundSimilarity && !string.Equals(word, other.Text, StringComparison.Ordinal))
                {
                    alike.Add((SearchMatchKind.SoundsLike, other, likeness));
                }
            }
        }

        return [.. alike
            .OrderBy(other => other.Kind).ThenByDescending(other => other.Likeness).ThenBy(other => other.Word.Text, StringComparer.Ordinal)
            .DistinctBy(other => other.Word.Text).Take(MostForms)];
    }
}
