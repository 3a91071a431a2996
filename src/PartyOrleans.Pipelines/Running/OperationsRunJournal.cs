using System.Globalization;
using PartyOrleans.Storage;

namespace PartyOrleans.Pipelines.Running;

/// <summary>Runs kept beside the store: a document each.</summary>
/// <param name="documents">Where documents are kept.</param>
/// <param name="time">Clock of their times.</param>
public sealed class OperationsRunJournal(IOperationsStore documents, TimeProvider time) : IRunJournal
{
    /// <summary>Area of runs; names are <c>pipeline/number</c>, the number of 12 digits so that names sort as numbers do.</summary>
    public const string Runs = "pipeline-run";

    /// <summary>Area of marks of schedules; names are pipelines.</summary>
    public const string Marks = "pipeline-schedule";

    private const int PageSize = 200;

    /// <inheritdoc />
    public async Task<IReadOnlyList<PipelineRun>> ReadAsync(string pipeline, CancellationToken cancellationToken)
    {
        var runs = new List<PipelineRun>();
        string prefix = pipeline + "/";
        string after = prefix;
        while (true)
        {
            IReadOnlyList<OperationsDocument> page = await documents.ReadAsync(Runs, after, PageSize, cancellationToken);
            runs.AddRange(page.TakeWhile(document => document.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(document => RunDocument.ReadRun(document.Json)));
            if (page.Count < PageSize || !page[^1].Name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return runs;
            }

            after = page[^1].Name;
        }
    }

    /// <inheritdoc />
    public Task SaveAsync(PipelineRun run, CancellationToken cancellationToken) => PutAsync(Runs, NameOf(run), RunDocument.Write(run), cancellationToken);

    /// <inheritdoc />
    public Task DeleteAsync(PipelineRun run, CancellationToken cancellationToken) => documents.DeleteAsync(Runs, NameOf(run), cancellationToken);

    /// <inheritdoc />
    public async Task<ScheduleMark?> FindMarkAsync(string pipeline, CancellationToken cancellationToken) =>
        await documents.FindAsync(Marks, pipeline, cancellationToken) is { } mark ? RunDocument.ReadMark(mark.Json) : null;

    /// <inheritdoc />
    public Task SaveMarkAsync(string pipeline, ScheduleMark mark, CancellationToken cancellationToken) =>
        PutAsync(Marks, pipeline, RunDocument.Write(mark), cancellationToken);

    private static string NameOf(PipelineRun run) => string.Create(CultureInfo.InvariantCulture, $"{run.Pipeline}/{run.Number:D12}");

    private Task PutAsync(string area, string name, string json, CancellationToken cancellationToken) =>
        documents.PutAsync([new OperationsDocument(area, name, json, time.GetUtcNow())], cancellationToken);
}
