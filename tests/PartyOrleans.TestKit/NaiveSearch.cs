using PartyOrleans.Model;
using PartyOrleans.Standardisation;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Search;

namespace PartyOrleans.TestKit;

/// <summary>Search without an index: every party is scored, every word of every party compared. Obviously right, and slow.</summary>
internal sealed class NaiveSearch : ISearchIndex
{
    private readonly (GoldenRecord Golden, string[] Terms)[] _parties;
    private readonly VocabularyWord[] _words;

    public NaiveSearch(IEnumerable<GoldenRecord> golden)
    {
        _parties = [.. golden.OrderBy(record => record.Party).Select(record => (record, SearchTerms.Of(record).Split(' ')))];
        _words =
        [
            .. _parties.SelectMany(party => party.Terms).Where(term => term[0] is SearchTerms.Name or SearchTerms.Address && WordGrams.IsWord(term.AsSpan(1)))
                .GroupBy(term => term[1..], StringComparer.Ordinal)
                .Select(group => new VocabularyWord(group.Key, group.Count(term => term[0] == SearchTerms.Name), group.Count(term => term[0] == SearchTerms.Address))),
        ];
    }

    /// <summary>All hits with their scores, best first; of those that meet as many words as any party does, but no fewer than may be.</summary>
    public async Task<List<(string Party, double Score)>> FindAsync(SearchRequest request)
    {
        SearchPlan plan = await SearchPlanner.PlanAsync(request, this, CancellationToken.None);
        for (int least = plan.RequiredWords; least > 0 && least >= plan.FewestWords; least--)
        {
            List<(string Party, double Score)> hits =
            [
                .. _parties.Select(party => (party.Golden.Party, Score: plan.Score(party.Terms, least, out _)))
                    .Where(hit => hit.Score > 0)
                    .OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Party)
                    .Select(hit => (hit.Party.Value, (double)hit.Score / plan.MaxScore)),
            ];
            if (hits.Count > 0)
            {
                return hits;
            }
        }

        return [];
    }

    ValueTask<long> ISearchIndex.CountPartiesAsync(CancellationToken cancellationToken) => ValueTask.FromResult((long)_parties.Length);

    ValueTask<IReadOnlyList<VocabularyWord>> ISearchIndex.FindWordsAsync(IReadOnlyList<string> words, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<VocabularyWord>>([.. _words.Where(known => words.Contains(known.Text))]);

    ValueTask<IReadOnlyList<VocabularyWord>> ISearchIndex.FindAlikeAsync(string word, int edits, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<VocabularyWord>>([.. _words.Where(known => known.Text.Length >= WordGrams.Length)]);

    ValueTask<IReadOnlyList<VocabularyWord>> ISearchIndex.FindBySoundAsync(uint sound, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<VocabularyWord>>([.. _words.Where(known => DoubleMetaphone.Code(known.Text) == sound)]);

    ValueTask<IReadOnlyList<long>> ISearchIndex.MatchAsync(TermExpression expression, long after, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Parties are scored one by one.");

    ValueTask<IReadOnlyList<string>> ISearchIndex.ReadTermsAsync(IReadOnlyList<long> places, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Parties are scored one by one.");
}
