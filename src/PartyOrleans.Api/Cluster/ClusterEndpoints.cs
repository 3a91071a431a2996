using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Loads;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;

namespace PartyOrleans.Api.Cluster;

/// <summary>The cluster that a hub runs on, as an operator sees it.</summary>
internal static class ClusterEndpoints
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapCluster(this IEndpointRouteBuilder v1) => v1.MapGroup("/cluster").WithTags("cluster").MapGet("", (Delegate)GetAsync)
        .RequireScope(Scopes.Operate).WithName("getCluster").WithSummary("The silos, the ledger, the turns and loads under way, and why epochs ended.");

    private static async Task GetAsync(HttpContext context, HubParts parts)
    {
        if (parts.Cluster is null)
        {
            await ProblemWriter.WriteAsync(context, ProblemType.NotFound, "This hub runs in one process, not on a cluster.");
            return;
        }

        await JsonBody.WriteAsync(context, StatusCodes.Status200OK, await parts.Cluster.LookAsync(context.RequestAborted), Write);
    }

    private static void Write(Utf8JsonWriter json, ClusterStatus status)
    {
        json.WriteStartObject();
        Write(json, status.Ledger);
        json.WriteStartArray("silos");
        foreach (ClusterSilo silo in status.Silos)
        {
            json.WriteStartObject();
            json.WriteString("address", silo.Address);
            json.WriteString("state", silo.State);
            json.WriteNumber("shards", silo.Shards);
            json.WriteBoolean("has_ledger", silo.HasLedger);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("turns");
        foreach (ClusterTurn turn in status.Turns)
        {
            json.WriteStartObject();
            json.WriteNumber("number", turn.Number);
            json.WriteNumber("age_seconds", Math.Round(turn.Age.TotalSeconds, 3));
            json.WriteString("sender", turn.Sender);
            json.WriteNumber("records", turn.Records);
            json.WriteString("state", turn.State);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("ended_epochs");
        foreach (EndedEpoch epoch in status.Epochs)
        {
            json.WriteStartObject();
            json.WriteNumber("epoch", epoch.Epoch);
            json.WriteString("ended_at", epoch.EndedAt);
            json.WriteNumber("turns", epoch.Turns);
            json.WriteString("cause", epoch.Cause);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("loads");
        foreach (LoadStatus load in status.Loads)
        {
            json.WriteStartObject();
            json.WriteString("id", load.Id);
            json.WriteString("input", load.Input);
            json.WriteNumber("read", load.Read);
            json.WriteString("started_at", load.StartedAt);
            if (load.Failure.Length > 0)
            {
                json.WriteString("waits_for", load.Failure);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LedgerState ledger)
    {
        json.WriteStartObject("ledger");
        json.WriteBoolean("is_ready", ledger.IsReady);
        if (ledger.Cause.Length > 0)
        {
            json.WriteString("cause", ledger.Cause);
        }

        json.WriteNumber("epoch", ledger.Epoch);
        json.WriteNumber("turn", ledger.Turn);
        json.WriteNumber("waiting", ledger.Waiting);
        json.WriteNumber("last_commit", ledger.LastCommit);
        json.WriteNumber("records", ledger.Records);
        json.WriteNumber("parties", ledger.Parties);
        json.WriteNumber("held_records", ledger.HeldRecords);
        json.WriteNumber("shards", ledger.Shards);
        json.WriteNumber("oversize_blocks", ledger.OversizeBlocks);
        json.WriteEndObject();
    }
}
