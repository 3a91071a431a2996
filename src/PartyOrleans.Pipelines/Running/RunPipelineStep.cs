namespace PartyOrleans.Pipelines.Running;

/// <summary>A step that runs another pipeline and waits for it. The run is found again by the step that asked for it, so that none is started twice.</summary>
/// <param name="service">The pipelines.</param>
/// <param name="pipeline">The one to run.</param>
public sealed class RunPipelineStep(PipelineService service, string pipeline) : IPipelineStep
{
    /// <inheritdoc />
    public IReadOnlyList<string> Pipelines => [pipeline];

    /// <inheritdoc />
    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        string detail = $"{context.Run.Pipeline}/{context.Run.Number}/{context.Step}";
        PipelineRun? found = service.Runs(pipeline)?.FirstOrDefault(run => run.Trigger == RunTrigger.Pipeline && string.Equals(run.Detail, detail, StringComparison.Ordinal));
        PipelineRun child =
            found is null ? await service.StartRunAsync(pipeline, new RunRequest(RunTrigger.Pipeline) { Actor = context.Run.Actor, Detail = detail }, cancellationToken)
            : found.HasEnded && found.State != RunState.Done ? await service.ResumeAsync(pipeline, found.Number, cancellationToken)
            : found;
        try
        {
            child = await service.EndedAsync(pipeline, child.Number, cancellationToken);
        }
        catch (OperationCanceledException) when (!service.IsStopping)
        {
            await service.CancelAsync(pipeline, child.Number, CancellationToken.None);
            throw;
        }

        return child.State == RunState.Done
            ? StepResult.Of(("run", child.Number), ("steps", child.Steps.Count))
            : throw new StepFailedException($"Run {child.Number} of pipeline {pipeline} ended as {PipelineInstruments.NameOf(child.State)}. {child.Failure}");
    }
}
