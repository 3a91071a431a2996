using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PartyOrleans.Api.Security;

/// <summary>One row of the table of who may do what.</summary>
/// <param name="Endpoint">Name of the endpoint.</param>
/// <param name="Scope">The scope that it needs; null where it is open to all.</param>
/// <param name="IsExpensive">Whether a call takes much work, and is counted against a budget of its own.</param>
/// <param name="IsToldAtStart">Whether the audit log has it before it begins, since its answer goes on for long.</param>
public sealed record ScopeRow(string Endpoint, string? Scope, bool IsExpensive = false, bool IsToldAtStart = false);

/// <summary>
/// Who may do what, all in one place. Each endpoint also names its scope where it is mapped; a test holds the two against each other, and
/// asks every endpoint with every scope.
/// </summary>
public static class ScopeTable
{
    /// <summary>The table, by endpoint.</summary>
    public static readonly IReadOnlyList<ScopeRow> Rows =
    [
        new("getLive", null),
        new("getReady", null),
        new("getMetrics", Scopes.Operate),
        new("getRoot", Scopes.Read),
        new("getDocument", Scopes.Read),
        new("putRecord", Scopes.Write),
        new("bulkRecords", Scopes.Write, IsToldAtStart: true),
        new("deleteRecord", Scopes.Write),
        new("getRecord", Scopes.Read),
        new("getParty", Scopes.Read),
        new("getPartyRecords", Scopes.Read),
        new("getPartyHistory", Scopes.Read),
        new("getPartyLineage", Scopes.Read),
        new("getRecordVersions", Scopes.Read),
        new("getPartyEvents", Scopes.Read, IsToldAtStart: true),
        new("searchParties", Scopes.Read, IsExpensive: true),
        new("getReviews", Scopes.Steward),
        new("claimReview", Scopes.Steward),
        new("releaseReview", Scopes.Steward),
        new("confirmReview", Scopes.Steward),
        new("rejectReview", Scopes.Steward),
        new("undoReview", Scopes.Steward),
        new("getJudgements", Scopes.Read),
        new("getJudgementHistory", Scopes.Read),
        new("putJudgement", Scopes.Steward),
        new("deleteJudgement", Scopes.Steward),
        new("getBundle", Scopes.Operate),
        new("validateBundle", Scopes.Operate, IsExpensive: true),
        new("proposeBundle", Scopes.Admin, IsExpensive: true),
        new("getBundles", Scopes.Operate),
        new("startBundleDiff", Scopes.Admin, IsExpensive: true),
        new("getBundleDiff", Scopes.Admin),
        new("acceptBundle", Scopes.Admin, IsExpensive: true),
        new("rollBackBundle", Scopes.Admin, IsExpensive: true),
        new("startLoad", Scopes.Operate),
        new("uploadLoad", Scopes.Operate),
        new("getLoads", Scopes.Operate),
        new("getLoad", Scopes.Operate),
        new("cancelLoad", Scopes.Operate),
        new("getQuality", Scopes.Operate),
        new("getQualityHistory", Scopes.Operate),
        new("checkQuality", Scopes.Operate, IsExpensive: true),
        new("getSources", Scopes.Operate),
        new("getSource", Scopes.Operate),
        new("getCluster", Scopes.Operate),
        new("getPipelines", Scopes.Operate),
        new("getPipelineRuns", Scopes.Operate),
        new("startPipelineRun", Scopes.Operate),
        new("getPipelineRun", Scopes.Operate),
        new("resumePipelineRun", Scopes.Operate),
        new("cancelPipelineRun", Scopes.Operate),
        new("getZones", Scopes.Operate),
        new("getZoneObjects", Scopes.Operate),
        new("scanZone", Scopes.Operate),
        new("notifyZone", Scopes.Operate),
        new("getDeadLetters", Scopes.Operate),
        new("getDeadLetterCounts", Scopes.Operate),
        new("getDeadLetter", Scopes.Operate),
        new("editDeadLetter", Scopes.Operate),
        new("replayDeadLetters", Scopes.Operate, IsExpensive: true),
        new("discardDeadLetters", Scopes.Operate, IsExpensive: true),
        new("streamEvents", Scopes.Read, IsToldAtStart: true),
        new("socketEvents", Scopes.Read, IsToldAtStart: true),
        new("pageEvents", Scopes.Read, IsToldAtStart: true),
        new("getSinks", Scopes.Operate),
        new("getSink", Scopes.Operate),
        new("enableSink", Scopes.Operate),
        new("disableSink", Scopes.Operate),
        new("rewindSink", Scopes.Operate),
        new("getSchemas", null),
        new("getSchema", null),
        new("why", Scopes.Read, IsExpensive: true),
        new("how", Scopes.Read, IsExpensive: true),
        new("match", Scopes.Read, IsExpensive: true),
        new("eraseParty", Scopes.Admin, IsExpensive: true),
        new("getErasures", Scopes.Admin),
        new("liftErasure", Scopes.Admin),
        new("runRetention", Scopes.Admin, IsExpensive: true),
        new("getKeys", Scopes.Admin),
        new("rotateKeys", Scopes.Admin, IsExpensive: true),
        new("readAudit", Scopes.Admin, IsExpensive: true),
        new("verifyAudit", Scopes.Admin, IsExpensive: true),
    ];

    private static readonly FrozenDictionary<string, ScopeRow> ByName = Rows.ToFrozenDictionary(row => row.Endpoint, StringComparer.Ordinal);

    /// <summary>The row of an endpoint; null where it has none.</summary>
    public static ScopeRow? Find(Endpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName is { } name ? ByName.GetValueOrDefault(name) : null;
    }
}
