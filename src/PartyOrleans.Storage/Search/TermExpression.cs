namespace PartyOrleans.Storage.Search;

/// <summary>Which parties an index is asked for, by terms; each dialect writes it in its own query language.</summary>
internal abstract record TermExpression
{
    private TermExpression()
    {
    }

    /// <summary>Parties with at least one of some terms, or with a term that begins so.</summary>
    /// <param name="Terms">Whole terms.</param>
    /// <param name="Prefix">Beginning of a term; null for none.</param>
    public sealed record Word(IReadOnlyList<string> Terms, string? Prefix) : TermExpression;

    /// <summary>Parties that all parts find; at least one part.</summary>
    public sealed record All(IReadOnlyList<TermExpression> Parts) : TermExpression;

    /// <summary>Parties that any part finds; at least one part.</summary>
    public sealed record Any(IReadOnlyList<TermExpression> Parts) : TermExpression;

    /// <summary>Parties that one expression finds and another does not.</summary>
    public sealed record Without(TermExpression Wanted, TermExpression Unwanted) : TermExpression;
}
