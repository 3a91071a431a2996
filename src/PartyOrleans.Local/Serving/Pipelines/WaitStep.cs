using PartyOrleans.Local.Serving.Connections;
using PartyOrleans.Model;
using PartyOrleans.Pipelines.Running;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Serving.Pipelines;

/// <summary>Waits until the hub has taken streams up to a place; a timeout of the step bounds it.</summary>
internal sealed class WaitStep(IPartyStore store, TimeProvider time, string stream, long next) : IPipelineStep
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Reads the step.</summary>
    public static MakeStep Read(ConnectionNode node)
    {
        string stream = node.Text("stream");
        long next = node.Whole("position", 0, 0, long.MaxValue);
        return parts => new WaitStep(parts.Store, parts.Surroundings.Time, stream, next);
    }

    /// <inheritdoc />
    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        while (true)
        {
            IReadOnlyList<SourcePosition> positions = [.. (await store.ReadPositionsAsync(stream, cancellationToken)).Where(position => IsOf(position.Stream))];
            if (positions.Count > 0 && positions.All(position => position.Next >= next))
            {
                return StepResult.Of(("streams", positions.Count), ("least_position", positions.Min(position => position.Next)));
            }

            context.Report("streams", positions.Count);
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Whether a stream is the one named, or a partition of it.</summary>
    private bool IsOf(string name) => name.Length == stream.Length || name[stream.Length] == '/';
}
