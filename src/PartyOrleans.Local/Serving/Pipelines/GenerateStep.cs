using PartyOrleans.Local.Generate;
using PartyOrleans.Local.Serving.Connections;
using PartyOrleans.Pipelines.Running;

namespace PartyOrleans.Local.Serving.Pipelines;

/// <summary>Writes invented records into a folder: the same bytes whenever it is run.</summary>
internal sealed class GenerateStep(GeneratorOptions options, string folder) : IPipelineStep
{
    /// <summary>Reads the step.</summary>
    public static MakeStep Read(ConnectionNode node)
    {
        var options = new GeneratorOptions(
            (int)node.Whole("records", 10_000, 0, GeneratorOptions.MaxRecords), (int)node.Whole("seed", 1, int.MinValue, int.MaxValue),
            (int)node.Whole("sources", 3, 1, GeneratorOptions.MaxSources), node.Number("organisations", 0.2, 0, 1), node.Number("duplicates", 0.3, 0, 0.95));
        string folder = node.Text("folder");
        return _ => new GenerateStep(options, folder);
    }

    /// <inheritdoc />
    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> files = await Task.Run(() => GeneratedFiles.WriteAsync(options, folder, cancellationToken), cancellationToken);
        return StepResult.Of(("files", files.Count), ("records", options.Records), ("parties", options.Entities));
    }
}
