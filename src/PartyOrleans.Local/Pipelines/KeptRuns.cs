using PartyOrleans.Client;
using PartyOrleans.Local.Commands;
using PartyOrleans.Pipelines.Running;
using PartyOrleans.Storage;
using Run = PartyOrleans.Pipelines.Running.PipelineRun;

namespace PartyOrleans.Local.Pipelines;

/// <summary>Runs as they are kept beside a store, whether a hub serves it or not.</summary>
internal static class KeptRuns
{
    private const int PageSize = 1000;

    /// <summary>The newest run of each pipeline, by pipeline.</summary>
    public static async Task<IReadOnlyList<Client.PipelineRun>> LastAsync(string database, CancellationToken cancellationToken) =>
        [.. (await ReadAsync(database, cancellationToken)).GroupBy(run => run.Pipeline, StringComparer.Ordinal).OrderBy(runs => runs.Key, StringComparer.Ordinal)
            .Select(runs => Shown(runs.MaxBy(run => run.Number)!))];

    /// <summary>The runs of a pipeline, newest first.</summary>
    public static async Task<IReadOnlyList<Client.PipelineRun>> OfAsync(string database, string pipeline, CancellationToken cancellationToken)
    {
        List<Run> runs = [.. (await ReadAsync(database, cancellationToken)).Where(run => string.Equals(run.Pipeline, pipeline, StringComparison.Ordinal))];
        return runs.Count == 0
            ? throw new CommandException(ExitCode.NotFound, $"pipeline {pipeline} has no runs in {PartyStores.Describe(database)}.")
            : [.. runs.OrderByDescending(run => run.Number).Select(Shown)];
    }

    /// <summary>A run as the API shows it.</summary>
    public static Client.PipelineRun Shown(Run run) => new(
        run.Pipeline, run.Number, PipelineInstruments.NameOf(run.State), PipelineInstruments.NameOf(run.Trigger), run.RequestedAt, run.Due, run.DeadlineMissed, run.Resumes,
        [.. run.Steps.Select(Shown)], TextOf(run.Actor), TextOf(run.Detail), run.StartedAt, run.EndedAt, (run.EndedAt - run.StartedAt)?.TotalSeconds, run.Deadline,
        TextOf(run.Failure));

    private static PipelineStepRun Shown(StepRun step) => new(
        step.Name, step.Kind, PipelineInstruments.NameOf(step.State), step.Attempts, [.. step.Counts.Select(count => new NamedCount(count.Key, count.Value))], step.StartedAt,
        step.EndedAt, (step.EndedAt - step.StartedAt)?.TotalSeconds, TextOf(step.Failure), step.Warns ? null : TextOf(step.Note), step.Warns ? TextOf(step.Note) : null);

    private static string? TextOf(string text) => text.Length > 0 ? text : null;

    private static async Task<IReadOnlyList<Run>> ReadAsync(string database, CancellationToken cancellationToken)
    {
        await (await StoreAccess.OpenToReadAsync(database, cancellationToken)).DisposeAsync(); // beside a store that is not there nothing is made
        await using IOperationsStore documents = await PartyGuards.OpenOperationsAsync(database, cancellationToken);
        var runs = new List<Run>();
        string after = "";
        while (true)
        {
            IReadOnlyList<OperationsDocument> page = await documents.ReadAsync(OperationsRunJournal.Runs, after, PageSize, cancellationToken);
            runs.AddRange(page.Select(document => RunDocument.ReadRun(document.Json)));
            if (page.Count < PageSize)
            {
                return runs;
            }

            after = page[^1].Name;
        }
    }
}
