using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using PartyOrleans.Api.Problems;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Json;

/// <summary>Which part of a list a caller wants.</summary>
internal readonly struct PageQuery
{
    private const int UsualLimit = 50;

    /// <summary>Most items on the page, 1 to 1000.</summary>
    [FromQuery(Name = "limit")]
    public int? Limit { get; init; }

    /// <summary>The <c>next</c> of the page before; absent for the first.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>The request to the read model.</summary>
    /// <exception cref="ProblemException">The limit is out of bounds.</exception>
    public PageRequest Request => Limit is null or (>= 1 and <= PageRequest.MaxLimit)
        ? new PageRequest(Limit ?? UsualLimit, string.IsNullOrEmpty(Cursor) ? null : Cursor)
        : throw new ProblemException(ProblemType.InvalidRequest, $"limit must be from 1 to {PageRequest.MaxLimit}.");
}
