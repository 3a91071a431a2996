using System.CommandLine;
using PartyOrleans.Client;
using PartyOrleans.Local.Access;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Output;

namespace PartyOrleans.Local.Pipelines;

/// <summary><c>party pipeline</c>: runs of pipelines, of a hub that serves or of a store that none serves.</summary>
internal static class PipelineCommand
{
    private const string Scope = "operate";

    private static readonly Argument<string> Name = new Argument<string>("NAME") { Description = "The pipeline." }.RefusingOptions();

    private static readonly Argument<long> Number = new("NUMBER") { Description = "Which run of it." };

    private static readonly Argument<long?> NumberOrNone = new("NUMBER") { Description = "Which run of it; all that are kept where it is not given.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<string?> Connections = new("--connections")
    {
        Description = "The connections file, which says what the pipelines are; without it the hub at --hub is asked.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Reason = new("--reason") { Description = "Why; kept with the run." };

    private static readonly Option<bool> NoWait = new("--no-wait") { Description = "With --hub: return once the run is recorded, instead of once it has ended." };

    /// <summary>Makes the command.</summary>
    public static Command Create() => new("pipeline", "Run pipelines, and show their runs.")
    {
        new Command("list", "List the pipelines with their last runs.") { HubAccess.Hub, SharedOptions.Database }.Does(ListAsync),
        new Command("show", "Show the runs of a pipeline, or one of them with its steps.") { Name, NumberOrNone, HubAccess.Hub, SharedOptions.Database }.Does(ShowAsync),
        new Command("run", "Run a pipeline to its end: in the hub at --hub, or here on a store that no hub serves.")
        {
            Name, Reason, NoWait, Connections, HubAccess.Hub, SharedOptions.Database,
        }.Does(RunAsync),
        new Command("resume", "Go on with a run at the steps that are not done.") { Name, Number, NoWait, Connections, HubAccess.Hub, SharedOptions.Database }.Does(ResumeAsync),
        new Command("cancel", "Stop a run of the hub at --hub; what its steps have committed stays.") { Name, Number, HubAccess.Hub, SharedOptions.Database }.Does(CancelAsync),
    };

    private static async Task<int> ListAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        using PartyHubClient? hub = await HubAccess.ClientAsync(arguments, Scope, cancellationToken);
        IReadOnlyList<PipelineRun> last = hub is null
            ? await KeptRuns.LastAsync(arguments.GetRequiredValue(SharedOptions.Database), cancellationToken)
            : [.. (await HubAccess.AskAsync(() => hub.GetPipelinesAsync(cancellationToken))).Select(pipeline => pipeline.LastRun ?? RunReport.None(pipeline.Name))];
        RunReport.WriteList(console, last);
        return ExitCode.Done;
    }

    private static async Task<int> ShowAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        string name = arguments.GetRequiredValue(Name);
        using PartyHubClient? hub = await HubAccess.ClientAsync(arguments, Scope, cancellationToken);
        IReadOnlyList<PipelineRun> runs = hub is null
            ? await KeptRuns.OfAsync(arguments.GetRequiredValue(SharedOptions.Database), name, cancellationToken)
            : await HubAccess.AskAsync(() => hub.GetPipelineRunsAsync(name, 1000, cancellationToken));
        if (arguments.GetValue(NumberOrNone) is not { } number)
        {
            RunReport.WriteList(console, runs);
            return ExitCode.Done;
        }

        RunReport.WriteRun(console, runs.FirstOrDefault(run => run.Number == number) ?? throw NoRun(name, number));
        return ExitCode.Done;
    }

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        string name = arguments.GetRequiredValue(Name);
        string? reason = arguments.GetValue(Reason);
        using PartyHubClient? hub = await HubAccess.ClientAsync(arguments, Scope, cancellationToken);
        PipelineRun run = hub is null
            ? await Here(arguments).RunAsync(name, reason ?? "", console, cancellationToken)
            : await FollowAsync(hub, await HubAccess.AskAsync(() => hub.StartPipelineRunAsync(name, reason, cancellationToken)), arguments, cancellationToken);
        return Ended(console, run);
    }

    private static async Task<int> ResumeAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        string name = arguments.GetRequiredValue(Name);
        long number = arguments.GetRequiredValue(Number);
        using PartyHubClient? hub = await HubAccess.ClientAsync(arguments, Scope, cancellationToken);
        PipelineRun run = hub is null
            ? await Here(arguments).ResumeAsync(name, number, console, cancellationToken)
            : await FollowAsync(
                hub, await HubAccess.AskAsync(() => hub.ResumePipelineRunAsync(name, number, cancellationToken)) ?? throw NoRun(name, number), arguments, cancellationToken);
        return Ended(console, run);
    }

    private static async Task<int> CancelAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        string name = arguments.GetRequiredValue(Name);
        long number = arguments.GetRequiredValue(Number);
        using PartyHubClient hub = await HubAccess.ClientAsync(arguments, Scope, cancellationToken)
            ?? throw new CommandException(ExitCode.Usage, "--hub is needed: only a hub that serves has runs to stop.");
        RunReport.WriteRun(console, await HubAccess.AskAsync(() => hub.CancelPipelineRunAsync(name, number, cancellationToken)) ?? throw NoRun(name, number));
        return ExitCode.Done;
    }

    private static LocalRun Here(ParseResult arguments) => new(
        arguments.GetRequiredValue(SharedOptions.Database),
        arguments.GetValue(Connections) ?? throw new CommandException(ExitCode.Usage, "--connections FILE is needed, which says what the pipelines are; or --hub URL."));

    private static async Task<PipelineRun> FollowAsync(PartyHubClient hub, PipelineRun run, ParseResult arguments, CancellationToken cancellationToken)
    {
        while (run.IsUnderWay && !arguments.GetValue(NoWait))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellationToken);
            run = await HubAccess.AskAsync(() => hub.GetPipelineRunAsync(run.Pipeline, run.Number, cancellationToken)) ?? throw NoRun(run.Pipeline, run.Number);
        }

        return run;
    }

    private static int Ended(HubConsole console, PipelineRun run)
    {
        RunReport.WriteRun(console, run);
        return run.State is "done" or "queued" or "running" ? ExitCode.Done : ExitCode.NotDone;
    }

    private static CommandException NoRun(string name, long number) => new(ExitCode.NotFound, $"there is no run {number} of pipeline {name}.");
}
