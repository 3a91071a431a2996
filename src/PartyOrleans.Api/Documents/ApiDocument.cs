using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using PartyOrleans.Api.Security;

namespace PartyOrleans.Api.Documents;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>, and a page to browse it at <c>/docs</c>, served from here.</summary>
internal static class ApiDocument
{
    /// <summary>Name of the scheme by which a token is sent.</summary>
    public const string BearerScheme = "bearer";

    /// <summary>Name of the scheme by which an API key is sent in a header of its own.</summary>
    public const string KeyScheme = "apiKey";

    private const string Description =
        """
        Records about persons and organisations in, parties out: golden records with history, lineage and a reason for every decision.

        **Access.** A bearer token (a JWT, or an API key) or `X-Api-Key`; each operation names the scope that it needs, and scopes imply no others. Without `read:pii` personal values are masked.

        **Failures** are problems (RFC 9457) with a stable `type`, also where an operation does not list the status: 405, 408, 415, 431 and 500. `429` and `503` say in `Retry-After` when to try again.

        **Lists** come in pages: `next` of one is `cursor` of the following one. A cursor holds only for the query that it came from.

        **Members** that have nothing to say are absent, never null. New ones may be added to answers; nothing is renamed or taken away within `/v1`.
        """;

    private static readonly (string Name, string Description)[] Tags =
    [
        ("records", "Source records: put, delete, stream, get."),
        ("parties", "What the records were resolved to."),
        ("explanations", "Why parties are as they are."),
        ("reviews", "Pairs that a steward should decide."),
        ("judgements", "What stewards decided: input like any other, and revocable."),
        ("events", "What happens to parties, in the order of commits."),
        ("loads", "Loads of whole files."),
        ("bundle", "What decides every answer: weights, thresholds, rules."),
        ("privacy", "Erasure with signed receipts, retention, and the keys of the store."),
        ("audit", "Who read or changed what, and why."),
        ("health", "How the hub is."),
    ];

    /// <summary>Adds what makes the document.</summary>
    public static void AddApiDocument(this IServiceCollection services)
    {
        // Of these options only the document's schemas depend; bodies are read and written by hand.
        services.ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
        });
        services.AddOpenApi("v1", static options =>
        {
            options.CreateSchemaReferenceId = static type => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null ? null : SchemaNames.Of(type.Type);
            options.AddSchemaTransformer(static (schema, context, _) =>
            {
                SchemaForm.Set(schema, context.JsonTypeInfo.Type);
                return Task.CompletedTask;
            });
            options.AddOperationTransformer<OperationDescriber>();
            options.AddDocumentTransformer(static (document, _, _) =>
            {
                Describe(document);
                return Task.CompletedTask;
            });
        });
    }

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
            page.DefaultModelsExpandDepth(0);
            page.EnableDeepLinking();
        });
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info.Title = "The party hub";
        document.Info.Version = typeof(ApiDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        document.Info.Description = Description;
        document.Info.License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" };
        document.Tags = Tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).ToHashSet();
        document.AddComponent<IOpenApiSecurityScheme>(BearerScheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "A JWT of the hub or of its authority, the token of the local link, or an API key.",
        });
        document.AddComponent<IOpenApiSecurityScheme>(KeyScheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key", Description = "An API key.",
        });
        foreach (IOpenApiSchema schema in document.Components?.Schemas?.Values ?? [])
        {
            SchemaForm.ReplaceNullable(schema);
        }
    }
}
