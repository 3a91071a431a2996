namespace PartyOrleans.Api.Problems;

/// <summary>Ends a request with a problem.</summary>
internal sealed class ProblemException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="type">What kind of failure it is.</param>
    /// <param name="detail">This occurrence: what was wrong and what is allowed; without personal data.</param>
    public ProblemException(ProblemType type, string detail)
        : base(detail) => Type = type;

    /// <summary>What kind of failure it is.</summary>
    public ProblemType Type { get; }
}
