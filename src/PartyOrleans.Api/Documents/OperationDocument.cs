using PartyOrleans.Api.Problems;

namespace PartyOrleans.Api.Documents;

/// <summary>What the document says of an operation besides what its endpoint says itself.</summary>
/// <param name="Name">The endpoint's name.</param>
/// <param name="Answers">The answers of a call that succeeds.</param>
internal sealed record OperationDocument(string Name, params IReadOnlyList<AnswerDocument> Answers)
{
    /// <summary>More than the summary; empty for none.</summary>
    public string Description { get; init; } = "";

    /// <summary>What is sent; null for nothing.</summary>
    public Type? Request { get; init; }

    /// <summary>In which media types.</summary>
    public IReadOnlyList<string> RequestTypes { get; init; } = ["application/json"];

    /// <summary>An example of what is sent, JSON; empty for none.</summary>
    public string RequestExample { get; init; } = "";

    /// <summary>Problems that it may end in, besides those that every operation may.</summary>
    public IReadOnlyList<ProblemType> Problems { get; init; } = [];

    /// <summary>Headers that it reads, by <see cref="ParameterDocument"/>.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];
}

/// <summary>An answer of a call that succeeds.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Description">What it means.</param>
/// <param name="Body">What it holds; <see cref="string"/> for text, null for nothing.</param>
/// <param name="MediaType">In which media type.</param>
/// <param name="Example">An example, JSON or text; empty for none.</param>
internal sealed record AnswerDocument(int Status, string Description, Type? Body, string MediaType = "application/json", string Example = "")
{
    /// <summary>Headers that it has.</summary>
    public IReadOnlyList<(string Name, string Description)> Headers { get; init; } = [];
}
