using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PartyOrleans.Api.Security;

namespace PartyOrleans.Api.Documents;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>, and a page to browse it at <c>/docs</c>, served from here.</summary>
internal static class ApiDocument
{
    /// <summary>Adds what makes the document.</summary>
    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "The party hub";
            document.Info.Version = "v1";
            document.Info.Description = "Records in, parties out: golden records with history, lineage and a reason for every decision.";
            return Task.CompletedTask;
        }));

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
