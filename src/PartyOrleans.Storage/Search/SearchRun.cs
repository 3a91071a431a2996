namespace PartyOrleans.Storage.Search;

/// <summary>A party that a search found.</summary>
/// <param name="Place">Its place in the index.</param>
/// <param name="Score">Its score, of the plan's greatest.</param>
/// <param name="Kinds">Per word of the plan how it was met.</param>
internal readonly record struct FoundParty(long Place, int Score, SearchMatchKind[] Kinds);

/// <summary>Where a page of hits begins: after this score and place, with what the first page found out.</summary>
/// <param name="LeastWords">Required words that every hit meets.</param>
/// <param name="Score">Score of the last hit before.</param>
/// <param name="Place">Its place.</param>
internal readonly record struct SearchPosition(int LeastWords, int Score, long Place);

/// <summary>
/// Finds the hits of a plan in the order of score, then place. Few candidates are read and scored one by one; of many, only those of the
/// best scores are asked for, score by score, so that a page costs about the same however many parties match.
/// </summary>
/// <param name="plan">What to look for.</param>
/// <param name="index">Where.</param>
/// <param name="mostScored">Candidates up to which each is read and scored.</param>
internal sealed class SearchRun(SearchPlan plan, ISearchIndex index, int mostScored = SearchRun.MostScored)
{
    /// <summary>Candidates up to which reading each is cheaper than asking score by score.</summary>
    public const int MostScored = 600;

    private const int NotMet = -1;

    /// <summary>The first hits after a position.</summary>
    /// <returns>The required words that all hits meet, and the hits.</returns>
    public async ValueTask<(int LeastWords, List<FoundParty> Hits)> FindAsync(SearchPosition? after, int limit, CancellationToken cancellationToken)
    {
        int leastWords = after?.LeastWords ?? plan.RequiredWords;
        int fewest = after?.LeastWords ?? plan.FewestWords;
        if (plan.RequiredWords == 0)
        {
            return (0, []);
        }

        for (; ; leastWords--)
        {
            IReadOnlyList<long> places = await index.MatchAsync(plan.Meeting(leastWords), -1, mostScored + 1, cancellationToken);
            if (places.Count > 0 || leastWords <= fewest)
            {
                return (leastWords, places.Count <= mostScored
                    ? await ScoreAllAsync(places, leastWords, after, limit, cancellationToken)
                    : await FindByScoreAsync(leastWords, after, limit, cancellationToken));
            }
        }
    }

    private async ValueTask<List<FoundParty>> ScoreAllAsync(
        IReadOnlyList<long> places, int leastWords, SearchPosition? after, int limit, CancellationToken cancellationToken)
    {
        List<FoundParty> found = await ReadAsync(places, leastWords, cancellationToken);
        return [.. found
            .Where(hit => after is not { } last || hit.Score < last.Score || (hit.Score == last.Score && hit.Place > last.Place))
            .OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Place).Take(limit)];
    }

    private async ValueTask<List<FoundParty>> FindByScoreAsync(int leastWords, SearchPosition? after, int limit, CancellationToken cancellationToken)
    {
        var found = new List<long>();
        foreach ((int score, List<int[]> ways) in Ways(leastWords))
        {
            if (after is { } last && score > last.Score)
            {
                continue;
            }

            long from = after is { } same && score == same.Score ? same.Place : -1;
            var expression = new TermExpression.Any([.. ways.Select(Exactly)]);
            found.AddRange(await index.MatchAsync(plan.Restricted(expression), from, limit - found.Count, cancellationToken));
            if (found.Count >= limit)
            {
                break;
            }
        }

        return await ReadAsync(found, leastWords, cancellationToken);
    }

    private async ValueTask<List<FoundParty>> ReadAsync(IReadOnlyList<long> places, int leastWords, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> terms = await index.ReadTermsAsync(places, cancellationToken);
        var found = new List<FoundParty>(places.Count);
        for (int i = 0; i < places.Count; i++)
        {
            int score = plan.Score(terms[i].Split(' '), leastWords, out SearchMatchKind[] kinds);
            found.Add(new FoundParty(places[i], score, kinds));
        }

        return found;
    }

    /// <summary>All ways to meet enough words, by falling score: per word the place of its form, or <see cref="NotMet"/>.</summary>
    private IEnumerable<(int Score, List<int[]> Ways)> Ways(int leastWords)
    {
        var queue = new PriorityQueue<int[], int>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Enqueue([.. plan.Words.Select(word => word.Forms.Count == 0 ? NotMet : 0)]);
        while (queue.TryPeek(out _, out int first))
        {
            var ways = new List<int[]>();
            while (queue.TryPeek(out int[]? way, out int rank) && rank == first)
            {
                queue.Dequeue();
                ways.Add(way);
                for (int i = 0; i < way.Length; i++)
                {
                    if (way[i] != NotMet)
                    {
                        int[] next = [.. way];
                        next[i] = way[i] + 1 < plan.Words[i].Forms.Count ? way[i] + 1 : NotMet;
                        Enqueue(next);
                    }
                }
            }

            yield return (-first, ways);
        }

        void Enqueue(int[] way)
        {
            if (IsAllowed(way, leastWords) && seen.Add(string.Join(',', way)))
            {
                queue.Enqueue(way, -way.Select((form, i) => form == NotMet ? 0 : plan.Words[i].Rarity * plan.Words[i].Forms[form].Points).Sum());
            }
        }
    }

    /// <summary>Whether enough words are met. Going on from a way only loses words, so one that misses too many leads to none that is allowed.</summary>
    private bool IsAllowed(int[] way, int leastWords) => way.Where((form, i) => form != NotMet && !plan.Words[i].IsOptional).Count() >= leastWords;

    /// <summary>The parties that meet each word in just this way and in no better one.</summary>
    private TermExpression Exactly(int[] way)
    {
        var wanted = new List<TermExpression>();
        var better = new List<WordForms>();
        for (int i = 0; i < way.Length; i++)
        {
            PlannedWord word = plan.Words[i];
            if (way[i] != NotMet)
            {
                wanted.Add(SearchPlan.AnyOf([word.Forms[way[i]]]));
            }

            better.AddRange(word.Forms.Take(way[i] == NotMet ? word.Forms.Count : way[i]));
        }

        var all = new TermExpression.All(wanted);
        return better.Count == 0 ? all : new TermExpression.Without(all, SearchPlan.AnyOf(better));
    }
}
