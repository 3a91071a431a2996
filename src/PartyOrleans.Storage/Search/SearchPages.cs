namespace PartyOrleans.Storage.Search;

/// <summary>A page of a search before its golden records are read.</summary>
/// <param name="Plan">What was looked for.</param>
/// <param name="Hits">The hits of the page.</param>
/// <param name="LeastWords">Required words that every hit meets.</param>
/// <param name="Next">Cursor of the page after, or null.</param>
internal sealed record FoundPage(SearchPlan Plan, IReadOnlyList<FoundParty> Hits, int LeastWords, string? Next)
{
    /// <summary>How the words of a hit were met; words that were not are left out.</summary>
    public IReadOnlyList<SearchMatch> MatchesOf(FoundParty hit) =>
    [
        .. Plan.Words.Select((word, i) => new SearchMatch(word.Text, hit.Kinds[i])).Where(match => match.How != SearchMatchKind.None),
    ];

    /// <summary>Score of a hit, 0 to 1.</summary>
    public double ScoreOf(FoundParty hit) => (double)hit.Score / Plan.MaxScore;
}

/// <summary>
/// Searches page by page. A cursor keeps, beside the last hit's score and place, the rarity of the words at the first page: a score is then
/// a function of the party alone, and a walk meets every hit once although parties come and go meanwhile.
/// </summary>
internal static class SearchPages
{
    /// <summary>Finds one page.</summary>
    /// <exception cref="InvalidCursorException">The cursor is not one of this search.</exception>
    public static async ValueTask<FoundPage> FindAsync(SearchRequest search, ISearchIndex index, CursorSeal cursors, CancellationToken cancellationToken)
    {
        string list = $"search/{search.Type}/{search.NamesOnly}/{search.Query}";
        BinaryReader? cursor = search.Page.Cursor is { } text ? cursors.Open(list, text) : null;
        SearchPlan plan = await SearchPlanner.PlanAsync(search, index, cancellationToken);
        SearchPosition? after = null;
        if (cursor is not null)
        {
            plan = plan with { Words = [.. plan.Words.Select(word => word with { Rarity = cursor.ReadByte() })] };
            after = new SearchPosition(cursor.ReadByte(), cursor.ReadInt32(), cursor.ReadInt64());
        }

        int limit = search.Page.Items;
        (int leastWords, List<FoundParty> hits) = await new SearchRun(plan, index).FindAsync(after, limit + 1, cancellationToken);
        string? next = null;
        if (hits.Count > limit)
        {
            hits.RemoveRange(limit, hits.Count - limit);
            FoundParty last = hits[^1];
            next = cursors.Seal(list, to =>
            {
                foreach (PlannedWord word in plan.Words)
                {
                    to.Write((byte)word.Rarity);
                }

                to.Write((byte)leastWords);
                to.Write(last.Score);
                to.Write(last.Place);
            });
        }

        return new FoundPage(plan, hits, leastWords, next);
    }
}
