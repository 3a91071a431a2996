using System.Globalization;
using PartyOrleans.Client.Transport;

namespace PartyOrleans.Client;

/// <content>Pipelines and their runs.</content>
public sealed partial class PartyHubClient
{
    /// <summary>The pipelines, by name.</summary>
    public async Task<IReadOnlyList<Pipeline>> GetPipelinesAsync(CancellationToken cancellationToken) =>
        (await _hub.SendAsync(HttpMethod.Get, "/v1/pipelines", HubJson.Default.PagePipeline, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>The runs of a pipeline that are kept, newest first.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="limit">Runs at most, 1 to 1000.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<IReadOnlyList<PipelineRun>> GetPipelineRunsAsync(string pipeline, int limit, CancellationToken cancellationToken) =>
        (await _hub.SendAsync(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"{RunsOf(pipeline)}?limit={limit}"), HubJson.Default.PagePipelineRun, cancellationToken)
            .ConfigureAwait(false)).Items;

    /// <summary>Starts a run of a pipeline, or has it wait for its turn.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="reason">Why; null for nothing to say.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<PipelineRun> StartPipelineRunAsync(string pipeline, string? reason, CancellationToken cancellationToken) => _hub.SendAsync(
        () => new HttpRequestMessage(HttpMethod.Post, RunsOf(pipeline)) { Content = HubTransport.Json(new PipelineRunBody(reason), HubJson.Default.PipelineRunBody) },
        HubJson.Default.PipelineRun,
        cancellationToken);

    /// <summary>A run of a pipeline; null where there is none.</summary>
    public Task<PipelineRun?> GetPipelineRunAsync(string pipeline, long number, CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(HttpMethod.Get, RunOf(pipeline, number), HubJson.Default.PipelineRun, cancellationToken));

    /// <summary>Goes on with a run that ended and is not done; null where there is none.</summary>
    public Task<PipelineRun?> ResumePipelineRunAsync(string pipeline, long number, CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(HttpMethod.Post, RunOf(pipeline, number) + "/resume", HubJson.Default.PipelineRun, cancellationToken));

    /// <summary>Stops a run; what its steps have committed stays. Null where there is none.</summary>
    public Task<PipelineRun?> CancelPipelineRunAsync(string pipeline, long number, CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(HttpMethod.Post, RunOf(pipeline, number) + "/cancel", HubJson.Default.PipelineRun, cancellationToken));

    private static string RunsOf(string pipeline) => $"/v1/pipelines/{Escape(pipeline)}/runs";

    private static string RunOf(string pipeline, long number) => string.Create(CultureInfo.InvariantCulture, $"{RunsOf(pipeline)}/{number}");
}
