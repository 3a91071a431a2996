using PartyOrleans.Model;

namespace PartyOrleans.Pipelines.Running;

/// <summary>
/// The work of a step. It may be run again, after a failure, a crash or by somebody who resumes the run: done twice it must leave what done once
/// leaves.
/// </summary>
public interface IPipelineStep
{
    /// <summary>Other pipelines that it runs; none for most.</summary>
    IReadOnlyList<string> Pipelines => [];

    /// <summary>Does the work.</summary>
    /// <param name="context">What it is done for.</param>
    /// <param name="cancellationToken">Stops it; what it has committed stays.</param>
    /// <exception cref="StepFailedException">It cannot succeed however often it is tried. Any other exception is tried again.</exception>
    Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken);
}

/// <summary>What a step is done for.</summary>
/// <param name="Run">The run, as it was when the step began.</param>
/// <param name="Step">The step's name.</param>
/// <param name="Attempt">Which try of this run it is, from 1, those before a crash included.</param>
/// <param name="Report">Tells how far it is: counts by name, shown while it runs; those of the result take their place.</param>
public sealed record StepContext(PipelineRun Run, string Step, int Attempt, Action<string, long> Report)
{
    /// <summary>Who makes the changes that the step makes.</summary>
    public ChangeOrigin Origin => new(ChangeKind.Load, Run.Actor, $"pipeline {Run.Pipeline}, run {Run.Number}, step {Step}");
}

/// <summary>What a step did.</summary>
/// <param name="Counts">Counts by name, such as <c>records</c>; names are lower case with underscores.</param>
/// <param name="Note">What somebody should know, without personal data; empty for nothing.</param>
/// <param name="Warns">Whether the note is a warning.</param>
public sealed record StepResult(IReadOnlyDictionary<string, long> Counts, string Note = "", bool Warns = false)
{
    /// <summary>A result with counts.</summary>
    public static StepResult Of(params ReadOnlySpan<(string Name, long Count)> counts)
    {
        var all = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach ((string name, long count) in counts)
        {
            all[name] = count;
        }

        return new StepResult(all);
    }
}

/// <summary>A step cannot succeed however often it is tried.</summary>
public sealed class StepFailedException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Why, without personal data.</param>
    /// <param name="counts">What it did before; null for nothing.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public StepFailedException(string message, IReadOnlyDictionary<string, long>? counts = null, Exception? innerException = null)
        : base(message, innerException) => Counts = counts ?? new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>What it did before.</summary>
    public IReadOnlyDictionary<string, long> Counts { get; }
}
