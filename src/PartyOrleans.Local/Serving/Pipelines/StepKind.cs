using PartyOrleans.Local.Serving.Connections;
using PartyOrleans.Pipelines.Running;

namespace PartyOrleans.Local.Serving.Pipelines;

/// <summary>Makes the work of a step once the hub is there.</summary>
internal delegate IPipelineStep MakeStep(ConnectionParts parts);

/// <summary>A kind of step that the connections file may name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Read">Reads and checks its members; those that all steps have are read already.</param>
internal sealed record StepKind(string Name, Func<ConnectionNode, MakeStep> Read)
{
    /// <summary>All kinds, by name.</summary>
    public static IReadOnlyList<StepKind> All { get; } =
    [
        new("export", ExportStep.Read),
        new("generate", GenerateStep.Read),
        new("ingest", IngestStep.Read),
        new("master", MasterStep.Read),
        new("pipeline", static node =>
        {
            string pipeline = node.Text("pipeline");
            return parts => new RunPipelineStep(parts.Pipelines, pipeline);
        }),
        new("quality", QualityStep.Read),
        new("replay", ReplayStep.Read),
        new("wait", WaitStep.Read),
    ];
}
