using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Bundles;

/// <summary>The bundle that decides every answer: the active one, and whether a text is one.</summary>
internal static class BundleEndpoints
{
    private const long MostBytes = 64L << 20;

    /// <summary>Maps the endpoints.</summary>
    public static void MapBundle(this IEndpointRouteBuilder v1)
    {
        RouteGroupBuilder bundle = v1.MapGroup("/bundle").WithTags("bundle");
        bundle.MapGet("", (Delegate)GetAsync).RequireScope(Scopes.Operate).WithName("getBundle").WithSummary("The bundle that is active, as its file.");
        bundle.MapPost("/validate", (Delegate)ValidateAsync).RequireScope(Scopes.Operate).WithName("validateBundle").Accepts<string>("application/json")
            .WithSummary("Whether a text is a bundle, and everything that is wrong with it.");
        bundle.MapBundleLifecycle();
    }

    private static async Task GetAsync(HttpContext context, IPartyStore store)
    {
        if (await store.FindActiveBundleAsync(context.RequestAborted) is not { } json)
        {
            await ProblemWriter.WriteAsync(context, ProblemType.NotFound, "No bundle is active.");
            return;
        }

        context.Response.Headers.ETag = $"\"{BundleFile.Sha256Of(json)}\"";
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json, context.RequestAborted);
    }

    private static async Task ValidateAsync(HttpContext context, HubParts parts)
    {
        AllowLongBody(context);
        (Bundle? bundle, IReadOnlyList<BundleProblem> problems) = await RequestBody.ReadAsync(context, parts.Vocabulary, static (body, vocabulary) => Parse(body, vocabulary));
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, (bundle, problems), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteBoolean("is_valid", state.bundle is not null);
            if (state.bundle is { } bundle)
            {
                json.WriteString("name", bundle.Name);
                json.WriteString("sha256", BundleFile.Sha256Of(BundleFile.ToJson(bundle)));
            }

            json.WriteStartArray("problems");
            foreach (BundleProblem problem in state.problems)
            {
                json.WriteStartObject();
                json.WriteString("path", problem.Path);
                json.WriteString("message", problem.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>Lets a request bring a whole bundle.</summary>
    public static void AllowLongBody(HttpContext context)
    {
        if (context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MostBytes;
        }
    }

    /// <summary>The bundle that a text is, or everything that is wrong with it.</summary>
    public static (Bundle?, IReadOnlyList<BundleProblem>) Parse(ReadOnlySequence<byte> body, BundleVocabulary vocabulary)
    {
        try
        {
            return (BundleFile.Parse(Encoding.UTF8.GetString(body), "the bundle", vocabulary), []);
        }
        catch (BundleException wrong)
        {
            return (null, wrong.Problems);
        }
    }
}
