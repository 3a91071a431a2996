using PartyOrleans.Pipelines.Running;

namespace PartyOrleans.Pipelines.Tests;

/// <summary>A step that does what a test says, and tells how often it was begun.</summary>
internal sealed class TestStep(Func<StepContext, CancellationToken, Task<StepResult>> work) : IPipelineStep
{
    private int _tries;

    public TestStep()
        : this((_, _) => Task.FromResult(StepResult.Of()))
    {
    }

    /// <summary>How often it was begun.</summary>
    public int Tries => Volatile.Read(ref _tries);

    /// <summary>A step that waits until it is let go on, or stopped.</summary>
    public static (TestStep Step, TaskCompletionSource Began, TaskCompletionSource GoOn) Held()
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (new TestStep(async (_, stop) =>
        {
            began.TrySetResult();
            await goOn.Task.WaitAsync(stop);
            return StepResult.Of();
        }), began, goOn);
    }

    public Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _tries);
        return work(context, cancellationToken);
    }
}
