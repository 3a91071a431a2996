using PartyOrleans.Api;
using PartyOrleans.Client;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Output;
using PartyOrleans.Local.Serving;
using PartyOrleans.Pipelines.Running;
using Run = PartyOrleans.Pipelines.Running.PipelineRun;

namespace PartyOrleans.Local.Pipelines;

/// <summary>Runs a pipeline here, on a store that no hub serves: a hub is there for as long as it takes, and follows no schedule and no stream.</summary>
internal sealed class LocalRun(string database, string connections)
{
    /// <summary>Runs a pipeline; where a run was under way when a hub ended, that one goes on instead.</summary>
    public Task<Client.PipelineRun> RunAsync(string pipeline, string reason, HubConsole console, CancellationToken cancellationToken) => WithHubAsync(
        async service =>
        {
            if (service.Find(pipeline) is { Active: [var found, ..] })
            {
                console.Note($"party: run {found.Number} was under way; it goes on.");
                return found;
            }

            return await service.StartRunAsync(pipeline, new RunRequest(RunTrigger.Hand) { Actor = Environment.UserName, Detail = reason }, cancellationToken);
        },
        console,
        cancellationToken);

    /// <summary>Goes on with a run.</summary>
    public Task<Client.PipelineRun> ResumeAsync(string pipeline, long number, HubConsole console, CancellationToken cancellationToken) => WithHubAsync(
        async service => service.FindRun(pipeline, number) is { HasEnded: false } found ? found : await service.ResumeAsync(pipeline, number, cancellationToken),
        console,
        cancellationToken);

    private async Task<Client.PipelineRun> WithHubAsync(Func<PipelineService, Task<Run>> start, HubConsole console, CancellationToken cancellationToken)
    {
        var options = new ServiceOptions
        {
            Database = database,
            ConnectionsFile = connections,
            IsOneOff = true,
            Api = new ApiOptions { Urls = ["http://127.0.0.1:0"] },
            LogLevel = Microsoft.Extensions.Logging.LogLevel.Warning,
            LogsAsJson = !HubConsole.HasLiveProgress,
        };
        await using HubService hub = await HubService.StartAsync(options, TimeProvider.System, cancellationToken);
        PipelineService service = hub.Pipelines;
        if (service.List().Count == 0)
        {
            throw new CommandException(ExitCode.NotFound, $"{connections} has no pipelines.");
        }

        await hub.Hub.ReadyAsync(cancellationToken);
        await service.StartedAsync(cancellationToken);
        try
        {
            Run run = await start(service);
            console.Note($"party: run {run.Number} of pipeline {run.Pipeline} goes on.");
            try
            {
                run = await service.EndedAsync(run.Pipeline, run.Number, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await service.CancelAsync(run.Pipeline, run.Number, CancellationToken.None);
                await service.EndedAsync(run.Pipeline, run.Number, CancellationToken.None);
                throw;
            }

            return KeptRuns.Shown(run);
        }
        catch (PipelineRefusedException refused)
        {
            throw new CommandException(refused.IsUnknown ? ExitCode.NotFound : ExitCode.Usage, refused.Message, refused);
        }
    }
}
