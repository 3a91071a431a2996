using PartyOrleans.Api.Loads;
using PartyOrleans.Connectors;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Serving.Connections;
using PartyOrleans.Pipelines.Running;

namespace PartyOrleans.Local.Serving.Pipelines;

/// <summary>
/// Loads files and folders of the hub's machine. A file that was interrupted goes on where it was; one that is loaded again changes nothing, so
/// the step may be run as often as somebody likes.
/// </summary>
internal sealed class IngestStep(ConnectionParts parts, IReadOnlyList<string> inputs, InputOptions options) : IPipelineStep
{
    /// <summary>Reads the step.</summary>
    public static MakeStep Read(ConnectionNode node)
    {
        IReadOnlyList<string> inputs = node.Texts("inputs");
        if (node.TextOrNull("zone") is { } zone)
        {
            string prefix = node.TextOrNull("prefix") ?? "";
            return inputs.Count > 0 || node.Has("source")
                ? throw node.Wrong("inputs", "either a zone, which says how its objects are read, or inputs and their source")
                : parts => new IngestZoneStep(PipelineSection.ZoneOf(parts, zone, node, "zone"), prefix);
        }

        if (inputs.Count == 0)
        {
            throw node.Wrong("inputs", "files or folders; or else zone");
        }

        var options = new InputOptions { Source = node.TextOrNull("source"), KeepPayload = true };
        return parts => new IngestStep(parts, inputs, options);
    }

    /// <inheritdoc />
    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<InputFile> files = InputFiles.Expand(inputs);
        InputOptions byContract = options with { Contracts = parts.Contracts.Current, Ledger = parts.Contracts.Ledger };
        (long accepted, long rejected) = (0, 0);
        var target = new HubLoadTarget(parts.Hub, parts.Store, context.Origin);
        foreach (InputFile file in files)
        {
            FileLoadResult result;
            try
            {
                result = await new FileLoad(target, byContract, NoProgress.Instance).RunAsync(file, static _ => { }, cancellationToken);
            }
            finally
            {
                await ((Task)target.CommittedAsync()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            (accepted, rejected) = (accepted + result.Accepted, rejected + result.Rejected);
            context.Report("records", accepted);
            context.Report("changed", target.Changed);
        }

        StepResult all = StepResult.Of(("files", files.Count), ("records", accepted), ("rejected", rejected), ("changed", target.Changed));
        return rejected == 0 ? all : all with { Note = $"{rejected} lines were refused; they are dead letters now.", Warns = true };
    }
}
