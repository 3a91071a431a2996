using PartyOrleans.Local.Quality;
using PartyOrleans.Local.Serving.Connections;
using PartyOrleans.Pipelines.Running;
using PartyOrleans.Quality;

namespace PartyOrleans.Local.Serving.Pipelines;

/// <summary>Looks at the quality of what the hub holds. A warning is shown with the step; what fails, fails the step unless that is switched off.</summary>
internal sealed class QualityStep(QualityLook look, IReadOnlyList<Expectation> expectations, bool fails) : IPipelineStep
{
    /// <summary>Reads the step.</summary>
    public static MakeStep Read(ConnectionNode node)
    {
        IReadOnlyList<Expectation> expectations = ExpectationList.Of(node);
        bool fails = node.Choice("on_failure", fallback: true, ("fail", true), ("warn", false));
        return parts => new QualityStep(parts.Quality, expectations, fails);
    }

    /// <inheritdoc />
    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        QualityReport report = await look.RunAsync(expectations, $"{context.Run.Pipeline}/{context.Run.Number}/{context.Step}", cancellationToken);
        StepResult result = StepResult.Of(
            ("report", report.Number), ("ok", CountOf(report, QualityState.Ok)), ("unknown", CountOf(report, QualityState.Unknown)), ("warn", CountOf(report, QualityState.Warn)),
            ("fail", CountOf(report, QualityState.Fail)));
        string beyond = string.Join(", ", report.Results.Where(each => each.State is QualityState.Warn or QualityState.Fail).Select(each => each.Key));
        return report.State switch
        {
            QualityState.Fail when fails => throw new StepFailedException($"Not as expected: {beyond} (report {report.Number}).", result.Counts),
            QualityState.Ok => result,
            _ => result with { Note = $"Not as expected: {beyond}.", Warns = true },
        };
    }

    private static int CountOf(QualityReport report, QualityState state) => report.Results.Count(result => result.State == state);
}
