using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using PartyOrleans.Api.Security;

namespace PartyOrleans.Api.Documents;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>, and a page to browse it at <c>/docs</c>, served from here.</summary>
internal static class ApiDocument
{
    /// <summary>Adds what makes the document.</summary>
    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddOperationTransformer(static (operation, _, _) =>
        {
            operation.Responses ??= [];
            operation.Responses.TryAdd("default", Problem());
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "The party hub";
            document.Info.Version = "v1";
            document.Info.Description = "Records in, parties out: golden records with history, lineage and a reason for every decision.";
            return Task.CompletedTask;
        });
    });

    /// <summary>How every failure is told (RFC 9457).</summary>
    private static OpenApiResponse Problem() => new()
    {
        Description = "A failure.",
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            ["application/problem+json"] = new()
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string>(StringComparer.Ordinal) { "type", "title", "status" },
                    Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                    {
                        ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What kind of failure it is; never renamed." },
                        ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
                        ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                        ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String },
                        ["trace_id"] = new OpenApiSchema { Type = JsonSchemaType.String },
                    },
                },
            },
        },
    };

    /// <summary>Maps the document and its page.</summary>
    public static void MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi().RequireScope(Scopes.Read).WithName("getDocument");
        app.MapGet("/", static () => TypedResults.LocalRedirect("/docs/index.html")).RequireScope(Scopes.Read).WithName("getRoot").ExcludeFromDescription();
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "The party hub";
            page.SwaggerEndpoint("/openapi/v1.json", "v1");
        });
    }
}
