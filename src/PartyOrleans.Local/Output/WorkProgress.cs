using PartyOrleans.Api.Loads;
using Spectre.Console;

namespace PartyOrleans.Local.Output;

/// <summary>Tells how far long work has come, on standard error: a live bar in a terminal, a line now and then elsewhere.</summary>
internal abstract class WorkProgress : ILoadProgress
{
    /// <summary>Starts a stage of the work, ending the one before.</summary>
    /// <param name="name">What is being done: <c>reading people.csv</c>.</param>
    /// <param name="unit">Plural of what is counted: <c>records</c>.</param>
    /// <param name="total">How many there are in all; null where nobody knows yet.</param>
    public abstract void Begin(string name, string unit, long? total = null);

    /// <inheritdoc />
    public void Begin(string name) => Begin(name, "records");

    /// <summary>Counts work done in the stage; may be called from any thread.</summary>
    public abstract void Advance(long count);

    /// <summary>Ends the stage.</summary>
    public abstract void End();

    /// <summary>Runs work with its progress shown in the way that suits the console.</summary>
    public static async Task<T> RunAsync<T>(HubConsole console, TimeProvider time, Func<WorkProgress, Task<T>> work)
    {
        if (!HubConsole.HasLiveProgress)
        {
            var lines = new ProgressLines(console, time);
            T result = await work(lines);
            lines.End();
            return result;
        }

        IAnsiConsole live = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await live.Progress()
            .AutoClear(true)
            .HideCompleted(false)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RateColumn(),
                new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var bars = new ProgressBars(context, console, time);
                T result = await work(bars);
                bars.End();
                return result;
            });
    }
}

/// <summary>One stage at a time, with its clock.</summary>
internal abstract class StagedProgress(HubConsole console, TimeProvider time) : WorkProgress
{
    private long done;
    private long startedAt;

    /// <summary>Name of the stage, empty between stages.</summary>
    protected string Stage { get; private set; } = "";

    /// <summary>What is counted.</summary>
    protected string Unit { get; private set; } = "";

    /// <summary>How many there are in all.</summary>
    protected long? Total { get; private set; }

    /// <summary>Counted so far.</summary>
    protected long Done => Interlocked.Read(ref done);

    /// <summary>Time since the stage began.</summary>
    protected TimeSpan Elapsed => time.GetElapsedTime(startedAt);

    /// <inheritdoc />
    public override void Begin(string name, string unit, long? total = null)
    {
        End();
        (Stage, Unit, Total) = (name, unit, total);
        Interlocked.Exchange(ref done, 0);
        startedAt = time.GetTimestamp();
    }

    /// <inheritdoc />
    public override void Advance(long count)
    {
        Interlocked.Add(ref done, count);
        Shown();
    }

    /// <inheritdoc />
    public override void End()
    {
        if (Stage.Length > 0 && !console.Json)
        {
            string counted = Done > 0 ? $"{Figures.Count(Done)} {Unit}, " : "";
            string rate = Done > 0 ? $", {Figures.Rate(Done, Elapsed)}" : "";
            console.Note($"{Stage}: {counted}{Figures.Duration(Elapsed)}{rate}");
        }

        Stage = "";
    }

    /// <summary>Called after each advance, from any thread.</summary>
    protected abstract void Shown();
}

/// <summary>Plain lines: one at the end of each stage, and one every ten seconds while it lasts.</summary>
internal sealed class ProgressLines(HubConsole console, TimeProvider time) : StagedProgress(console, time)
{
    private const long SecondsBetweenLines = 10;

    private readonly HubConsole console = console;
    private long lines;

    /// <inheritdoc />
    public override void Begin(string name, string unit, long? total = null)
    {
        base.Begin(name, unit, total);
        Interlocked.Exchange(ref lines, 0);
    }

    /// <inheritdoc />
    protected override void Shown()
    {
        long due = (long)Elapsed.TotalSeconds / SecondsBetweenLines;
        long before = Interlocked.Read(ref lines);
        if (due <= before || Interlocked.CompareExchange(ref lines, due, before) != before || console.Json)
        {
            return;
        }

        long done = Done;
        string of = Total is { } total ? $" of {Figures.Count(total)}" : "";
        string left = Total is { } all && done > 0
            ? $", about {Figures.Duration(TimeSpan.FromSeconds(Elapsed.TotalSeconds / done * Math.Max(0, all - done)))} left"
            : "";
        console.Note($"{Stage}: {Figures.Count(done)}{of} {Unit}, {Figures.Rate(done, Elapsed)}{left}");
    }
}

/// <summary>Live bars, one per stage.</summary>
internal sealed class ProgressBars(ProgressContext context, HubConsole console, TimeProvider time) : StagedProgress(console, time)
{
    private ProgressTask? bar;

    /// <inheritdoc />
    public override void Begin(string name, string unit, long? total = null)
    {
        base.Begin(name, unit, total);
        bar = context.AddTask(Markup.Escape(name), maxValue: total ?? double.MaxValue);
        bar.IsIndeterminate = total is null;
    }

    /// <inheritdoc />
    public override void End()
    {
        if (bar is not null)
        {
            bar.IsIndeterminate = false;
            bar.MaxValue = Math.Max(1, Done);
            bar.Value = bar.MaxValue;
            bar.StopTask();
            bar = null;
        }

        base.End();
    }

    /// <inheritdoc />
    protected override void Shown()
    {
        if (bar is { } running)
        {
            running.Value = Done;
        }
    }
}

/// <summary>Things done per second.</summary>
internal sealed class RateColumn : ProgressColumn
{
    /// <inheritdoc />
    public override Spectre.Console.Rendering.IRenderable Render(Spectre.Console.Rendering.RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(task.Speed is { } speed ? $"{Figures.Count((long)speed)}/s" : "");
}
