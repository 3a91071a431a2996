namespace PartyOrleans.Storage.Search;

/// <summary>The terms that match a word of a query in one way.</summary>
/// <param name="Kind">In which way.</param>
/// <param name="Terms">The terms, sorted.</param>
/// <param name="Prefix">Beginning of further terms, or null.</param>
internal sealed record WordForms(SearchMatchKind Kind, IReadOnlyList<string> Terms, string? Prefix)
{
    /// <summary>What a match in this way is worth, of <see cref="MaxPoints"/>.</summary>
    public int Points => PointsOf(Kind);

    /// <summary>Worth of an exact match.</summary>
    public const int MaxPoints = 100;

    /// <summary>What a match is worth.</summary>
    public static int PointsOf(SearchMatchKind kind) => kind switch
    {
        SearchMatchKind.Exact => MaxPoints,
        SearchMatchKind.ExactElsewhere => 90,
        SearchMatchKind.Prefix => 80,
        SearchMatchKind.Nickname => 75,
        SearchMatchKind.Similar => 60,
        SearchMatchKind.SoundsLike => 40,
        _ => 0,
    };

    /// <summary>Whether a term is one of these.</summary>
    public bool Holds(string term) =>
        (Prefix is not null && term.StartsWith(Prefix, StringComparison.Ordinal)) || ((List<string>)Terms).BinarySearch(term, StringComparer.Ordinal) >= 0;
}

/// <summary>A word of a query with all that matches it.</summary>
/// <param name="Text">The word, folded.</param>
/// <param name="Rarity">How much it tells, 1 to <see cref="MaxRarity"/>: the whole part of log2(parties / parties with it), plus one.</param>
/// <param name="IsOptional">Whether parties that lack it are found too.</param>
/// <param name="Forms">The ways in which it matches, best first.</param>
internal sealed record PlannedWord(string Text, int Rarity, bool IsOptional, IReadOnlyList<WordForms> Forms)
{
    /// <summary>Rarity of a word that at most one party in 32,768 has.</summary>
    public const int MaxRarity = 16;
}

/// <summary>What a search looks for. The score of a party is a function of this and of the party's terms alone.</summary>
/// <param name="Words">The words of the query.</param>
/// <param name="Restriction">A term that all hits have; null for none.</param>
internal sealed record SearchPlan(IReadOnlyList<PlannedWord> Words, string? Restriction)
{
    /// <summary>Score of a party that has every word exactly; scores are this fine.</summary>
    public int MaxScore => Words.Sum(word => word.Rarity) * WordForms.MaxPoints;

    /// <summary>Words that hits have to match where any party has them all.</summary>
    public int RequiredWords => Words.Count(word => !word.IsOptional);

    /// <summary>Score and how each word was met; the score is 0 where fewer than the least number of required words are met.</summary>
    /// <param name="terms">The party's terms.</param>
    /// <param name="leastWords">Required words to be met.</param>
    /// <param name="kinds">Per word how it was met.</param>
    public int Score(string[] terms, int leastWords, out SearchMatchKind[] kinds)
    {
        kinds = new SearchMatchKind[Words.Count];
        int score = 0;
        int met = 0;
        for (int i = 0; i < kinds.Length; i++)
        {
            PlannedWord word = Words[i];
            foreach (WordForms forms in word.Forms)
            {
                if (Array.Exists(terms, forms.Holds))
                {
                    kinds[i] = forms.Kind;
                    score += word.Rarity * forms.Points;
                    met += word.IsOptional ? 0 : 1;
                    break;
                }
            }
        }

        return met >= leastWords && (Restriction is null || terms.Contains(Restriction, StringComparer.Ordinal)) ? score : 0;
    }

    /// <summary>
    /// Fewest required words that hits may meet where no party meets all: half of them, and no more than two less than all, since with every
    /// word that may be missing there are more ways to miss.
    /// </summary>
    public int FewestWords => Math.Max((RequiredWords + 1) / 2, RequiredWords - 2);

    /// <summary>The parties that meet a number of the required words in any way.</summary>
    public TermExpression Meeting(int leastWords)
    {
        TermExpression[] words = [.. Words.Where(word => !word.IsOptional).Select(word => AnyOf(word.Forms))];
        return Restricted(Meeting(words, leastWords));
    }

    /// <summary>Either the first word and one less of the others, or as many of the others.</summary>
    private static TermExpression Meeting(ReadOnlySpan<TermExpression> words, int leastWords)
    {
        if (leastWords == words.Length)
        {
            return new TermExpression.All([.. words]);
        }

        return leastWords == 1
            ? new TermExpression.Any([.. words])
            : new TermExpression.Any(
                [new TermExpression.All([words[0], Meeting(words[1..], leastWords - 1)]), Meeting(words[1..], leastWords)]);
    }

    /// <summary>The parties that an expression finds, of the type wanted.</summary>
    public TermExpression Restricted(TermExpression expression) =>
        Restriction is null ? expression : new TermExpression.All([expression, new TermExpression.Word([Restriction], Prefix: null)]);

    /// <summary>The parties that meet a word in any of some ways.</summary>
    public static TermExpression AnyOf(IEnumerable<WordForms> forms) =>
        new TermExpression.Any([.. forms.Select(form => new TermExpression.Word(form.Terms, form.Prefix))]);
}
