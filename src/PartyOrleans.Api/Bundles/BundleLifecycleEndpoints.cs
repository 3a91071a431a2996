using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Bundles;

/// <summary>Exchange of the active bundle: propose, compare, accept, roll back.</summary>
internal static class BundleLifecycleEndpoints
{
    private static readonly string[] States = ["running", "done", "failed"];

    /// <summary>Maps the endpoints.</summary>
    public static void MapBundleLifecycle(this RouteGroupBuilder bundle)
    {
        bundle.MapPost("/proposals", (Delegate)ProposeAsync).RequireScope(Scopes.Admin).WithName("proposeBundle").Accepts<string>("application/json")
            .WithSummary("Keep a bundle without making it the active one.");
        bundle.MapGet("/proposals", (Delegate)ListAsync).RequireScope(Scopes.Operate).WithName("getBundles").WithSummary("All bundles that are kept, and when each was active.");
        bundle.MapPost("/diff", (Delegate)CompareAsync).RequireScope(Scopes.Admin).WithName("startBundleDiff").Accepts<BundleRequest>("application/json")
            .WithSummary("Start to compare a kept bundle with what the hub holds, or bring the comparison up to date.");
        bundle.MapGet("/diff", (Delegate)GetDiffAsync).RequireScope(Scopes.Admin).WithName("getBundleDiff").WithSummary("How far the comparison is, and what it found.");
        bundle.MapPost("/accept", (Delegate)AcceptAsync).RequireScope(Scopes.Admin).WithName("acceptBundle").Accepts<BundleRequest>("application/json")
            .WithSummary("Make a compared bundle the active one.");
        bundle.MapPost("/rollback", (Delegate)RollBackAsync).RequireScope(Scopes.Admin).WithName("rollBackBundle").Accepts<BundleRequest>("application/json")
            .WithSummary("Make the bundle that was active before this one the active one again.");
    }

    private static async Task ProposeAsync(HttpContext context, IPartyStore store, HubParts parts)
    {
        BundleEndpoints.AllowLongBody(context);
        (Bundle? bundle, IReadOnlyList<BundleProblem> problems) = await RequestBody.ReadAsync(context, parts.Vocabulary, static (body, vocabulary) => BundleEndpoints.Parse(body, vocabulary));
        if (bundle is null)
        {
            throw new ProblemException(ProblemType.InvalidRequest, $"The text is no bundle; validateBundle names what is wrong with it ({problems.Count} faults).");
        }

        string json = BundleFile.ToJson(bundle);
        var text = new BundleText(BundleFile.Sha256Of(json), json);
        await (parts.Bundles is { } bundles ? bundles.KeepAsync(text, context.RequestAborted) : store.KeepBundleAsync(text, context.RequestAborted));
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, (bundle.Name, text.Sha256), static (json, kept) =>
        {
            json.WriteStartObject();
            json.WriteString("sha256", kept.Sha256);
            json.WriteString("name", kept.Name);
            json.WriteEndObject();
        });
    }

    private static async Task ListAsync(HttpContext context, IPartyStore store)
    {
        IReadOnlyList<KeptBundle> bundles = await store.ReadBundlesAsync(context.RequestAborted);
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, bundles, static (json, bundles) =>
        {
            long active = bundles.SelectMany(bundle => bundle.Activations).Select(activation => activation.Number).DefaultIfEmpty().Max();
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (KeptBundle bundle in bundles)
            {
                json.WriteStartObject();
                json.WriteString("sha256", bundle.Sha256);
                json.WriteBoolean("is_active", bundle.Activations.Any(activation => activation.Number == active));
                json.WriteStartArray("activated_at");
                foreach (BundleActivation activation in bundle.Activations)
                {
                    json.WriteStringValue(activation.At);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task CompareAsync(HttpContext context, HubParts parts)
    {
        BundleRequest request = await ReadAsync(context);
        BundleDiff diff = await AskAsync(() => LifecycleOf(parts).CompareAsync(Named(request), context.RequestAborted));
        context.Response.Headers.Location = "/v1/bundle/diff";
        await WriteAsync(context, diff, StatusCodes.Status202Accepted);
    }

    private static Task GetDiffAsync(HttpContext context, HubParts parts) => LifecycleOf(parts).Diff is { } diff
        ? WriteAsync(context, diff, StatusCodes.Status200OK)
        : ProblemWriter.WriteAsync(context, ProblemType.NotFound, "No comparison was started since the hub was, or its bundle was accepted.");

    private static async Task AcceptAsync(HttpContext context, HubParts parts)
    {
        BundleRequest request = await ReadAsync(context);
        await ActivateAsync(context, parts, request, Named(request));
    }

    private static async Task RollBackAsync(HttpContext context, HubParts parts)
    {
        BundleRequest request = await ReadAsync(context);
        string before = BundleHistory.Before(await parts.Store.ReadBundlesAsync(context.RequestAborted))
            ?? throw new ProblemException(ProblemType.Conflict, "No other bundle was active before this one.");
        if (request.Sha256 is { } named && !string.Equals(named, before, StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(ProblemType.Conflict, $"The bundle that was active before this one is {before}.");
        }

        await ActivateAsync(context, parts, request, before);
    }

    private static async Task ActivateAsync(HttpContext context, HubParts parts, BundleRequest request, string sha256)
    {
        if (request is { Digest: null, Recompute: not true } || request.MaxChangedShare is < 0 or > 1)
        {
            throw new ProblemException(ProblemType.InvalidRequest, "digest, or recompute: true, is needed; max_changed_share is from 0 to 1.");
        }

        var acceptance = new BundleAcceptance(sha256, Caller.OriginOf(context, ChangeKind.Bundle, request.Reason ?? ""))
        {
            Digest = request.Digest, Recompute = request.Recompute == true, MostChangedShare = request.MaxChangedShare,
        };
        (BundleReport report, long commit) = await AskAsync(() => LifecycleOf(parts).AcceptAsync(acceptance, context.RequestAborted));
        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, (report, commit), static (json, done) =>
        {
            json.WriteStartObject();
            json.WriteNumber("commit", done.commit);
            BundleReportJsonWriter.WriteCounts(json, done.report);
            json.WriteEndObject();
        });
    }

    private static Task WriteAsync(HttpContext context, BundleDiff diff, int status) => JsonBody.WriteAsync(context, status, (diff, Caller.Of(context).Mask), static (json, state) =>
    {
        json.WriteStartObject();
        json.WriteString("sha256", state.diff.Sha256);
        json.WriteString("state", States[(int)state.diff.State]);
        json.WriteNumber("records", state.diff.Records);
        json.WriteString("started_at", state.diff.StartedAt);
        if (state.diff.Failure.Length > 0)
        {
            json.WriteString("failure", state.diff.Failure);
        }

        if (state.diff.Report is { } report)
        {
            json.WriteStartObject("report");
            BundleReportJsonWriter.Write(json, report, state.Mask);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    private static async Task<BundleRequest> ReadAsync(HttpContext context) => await RequestBody.ReadAsync(context, 0, static (body, _) =>
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            return JsonSerializer.Deserialize(ref reader, BundleJson.Default.BundleRequest) is { } request && !reader.Read() ? request : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null;
        }
    }) ?? throw new ProblemException(ProblemType.InvalidRequest, "A JSON object with sha256, digest, recompute, max_changed_share and reason, as the operation needs them, is expected.");

    private static string Named(BundleRequest request) => request.Sha256 is { Length: 64 } sha256 && sha256.All(char.IsAsciiHexDigit)
        ? sha256.ToLowerInvariant()
        : throw new ProblemException(ProblemType.InvalidRequest, "sha256 is needed: 64 hexadecimal digits.");

    private static async Task<T> AskAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (BundleRefusedException refused)
        {
            throw new ProblemException(refused.IsUnknown ? ProblemType.NotFound : ProblemType.Conflict, refused.Message);
        }
    }

    private static IBundleLifecycle LifecycleOf(HubParts parts) => parts.Bundles ?? throw new ProblemException(ProblemType.Unavailable, "This hub exchanges no bundles.");
}

/// <summary>A bundle, and under which conditions it is accepted.</summary>
/// <param name="Sha256">The bundle.</param>
/// <param name="Digest">Digest of the report that was reviewed.</param>
/// <param name="Recompute">Whether it is accepted whatever it changes by now.</param>
/// <param name="MaxChangedShare">Share of the parties, 0 to 1, that may change at most.</param>
/// <param name="Reason">Why.</param>
public sealed record BundleRequest(string? Sha256 = null, string? Digest = null, bool? Recompute = null, double? MaxChangedShare = null, string? Reason = null);

/// <summary>How requests about bundles are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(BundleRequest))]
internal sealed partial class BundleJson : JsonSerializerContext;
