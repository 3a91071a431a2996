using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using PartyOrleans.Api.Documents.Schemas;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;

namespace PartyOrleans.Api.Documents;

/// <summary>Describes each operation by <see cref="OperationTable"/>, its scope and its parameters.</summary>
internal sealed class OperationDescriber : IOpenApiOperationTransformer
{
    private const string ProblemMediaType = "application/problem+json";

    /// <inheritdoc />
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        IList<object> metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<IEndpointSummaryMetadata>().LastOrDefault() is { } summary)
        {
            operation.Summary = summary.Summary;
        }

        DescribeParameters(operation);
        string? scope = metadata.OfType<ScopeRequirement>().LastOrDefault()?.Scope;
        RequireScope(operation, context.Document!, scope);
        if (OperationTable.Find(metadata.OfType<IEndpointNameMetadata>().LastOrDefault()?.EndpointName) is not { } row)
        {
            return;
        }

        string scopeText = scope is null ? "" : $"Scope: `{scope}`.";
        operation.Description = row.Description.Length == 0 ? scopeText : $"{row.Description} {scopeText}".TrimEnd();
        foreach (string header in scope == Scopes.Read ? [.. row.Headers, "X-Purpose"] : row.Headers)
        {
            ParameterDocument words = ParameterDocument.Find(header, ParameterLocation.Header)!;
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter { Name = header, In = ParameterLocation.Header, Description = words.Description, Schema = words.Schema() });
        }

        operation.RequestBody = row.Request is null ? null : await RequestOfAsync(row, context, cancellationToken);
        operation.Responses = [];
        foreach (AnswerDocument answer in row.Answers)
        {
            operation.Responses[answer.Status.ToString(CultureInfo.InvariantCulture)] = await AnswerOfAsync(answer, context, cancellationToken);
        }

        operation.Responses["default"] = new OpenApiResponse { Description = "Any other failure.", Content = await ProblemContentAsync(null, context, cancellationToken) };
        bool hasPages = operation.Parameters?.Any(static parameter => parameter.Name == "cursor") == true;
        await AddProblemsAsync(operation.Responses, ProblemsOf(hasPages ? row with { Problems = [ProblemType.InvalidCursor, .. row.Problems] } : row, scope), context, cancellationToken);
    }

    private static void DescribeParameters(OpenApiOperation operation)
    {
        foreach (OpenApiParameter parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            if (ParameterDocument.Find(parameter.Name, parameter.In) is { } words)
            {
                parameter.Description = words.Description;
                parameter.Schema = words.Schema();
                parameter.Example = words.Example is null ? null : words.Range is null ? JsonValue.Create(words.Example) : JsonNode.Parse(words.Example);
            }
        }
    }

    private static void RequireScope(OpenApiOperation operation, OpenApiDocument document, string? scope) => operation.Security = scope is null
        ? []
        :
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiDocument.BearerScheme, document)] = [scope] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiDocument.KeyScheme, document)] = [scope] },
        ];

    private static async Task<OpenApiRequestBody> RequestOfAsync(OperationDocument row, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var body = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) };
        foreach (string mediaType in row.RequestTypes)
        {
            body.Content[mediaType] = new OpenApiMediaType
            {
                Schema = await SchemaOfAsync(row.Request!, context, cancellationToken),
                Example = row.RequestExample.Length == 0 ? null : JsonNode.Parse(row.RequestExample),
            };
        }

        return body;
    }

    private static async Task<OpenApiResponse> AnswerOfAsync(AnswerDocument answer, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var response = new OpenApiResponse { Description = answer.Description };
        if (answer.Body is { } body)
        {
            response.Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                [answer.MediaType] = new OpenApiMediaType
                {
                    Schema = await SchemaOfAsync(body, context, cancellationToken),
                    Example = answer.Example.Length == 0 ? null : body == typeof(string) ? JsonValue.Create(answer.Example) : JsonNode.Parse(answer.Example),
                },
            };
        }

        if (answer.Headers.Count > 0)
        {
            response.Headers = answer.Headers.ToDictionary(header => header.Name, header => (IOpenApiHeader)TextHeader(header.Description), StringComparer.Ordinal);
        }

        return response;
    }

    /// <summary>The problems of an operation: its own, those of every operation, and those of every one that somebody must be let in to.</summary>
    private static IEnumerable<ProblemType> ProblemsOf(OperationDocument row, string? scope) =>
    [
        ProblemType.InvalidRequest,
        .. row.Problems,
        ProblemType.Overloaded,
        .. scope is null ? (ProblemType[])[] : [ProblemType.Unauthenticated, ProblemType.Forbidden, ProblemType.Unavailable],
    ];

    private static async Task AddProblemsAsync(
        OpenApiResponses responses, IEnumerable<ProblemType> problems, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (IGrouping<int, ProblemType> kinds in problems.GroupBy(problem => problem.Status).OrderBy(kinds => kinds.Key))
        {
            var response = new OpenApiResponse
            {
                Description = string.Join("\n", kinds.Select(problem => $"- `{problem.Uri}`: {problem.Title}")),
                Content = await ProblemContentAsync(kinds.First(), context, cancellationToken),
            };
            if (kinds.Key is 429 or 503)
            {
                response.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal) { ["Retry-After"] = TextHeader("Seconds after which to try again.") };
            }

            if (kinds.Key is 401 or 403)
            {
                response.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal) { ["WWW-Authenticate"] = TextHeader("What is needed, as RFC 6750 has it.") };
            }

            responses[kinds.Key.ToString(CultureInfo.InvariantCulture)] = response;
        }
    }

    private static async Task<Dictionary<string, OpenApiMediaType>> ProblemContentAsync(
        ProblemType? example, OpenApiOperationTransformerContext context, CancellationToken cancellationToken) => new(StringComparer.Ordinal)
    {
        [ProblemMediaType] = new OpenApiMediaType
        {
            Schema = await SchemaOfAsync(typeof(ProblemSchema), context, cancellationToken), Example = example is null ? null : ExampleOf(example),
        },
    };

    private static JsonObject ExampleOf(ProblemType problem) => new()
    {
        ["type"] = problem.Uri, ["title"] = problem.Title, ["status"] = problem.Status, ["trace_id"] = "0HNGH2K5PA1QK:00000002",
    };

    private static OpenApiHeader TextHeader(string description) => new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    /// <summary>The schema of a type: named among the components where it is an object.</summary>
    private static async Task<IOpenApiSchema> SchemaOfAsync(Type type, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (type == typeof(string))
        {
            return new OpenApiSchema { Type = JsonSchemaType.String };
        }

        OpenApiSchema schema = await context.GetOrCreateSchemaAsync(type, null, cancellationToken);
        SchemaForm.NameParts(schema, context.Document!);
        string name = SchemaNames.Of(type);
        context.Document!.AddComponent(name, schema);
        return new OpenApiSchemaReference(name, context.Document);
    }
}
