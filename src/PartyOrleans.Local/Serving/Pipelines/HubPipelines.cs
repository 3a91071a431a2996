using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Hub;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Intake;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.Local.Commands;
using PartyOrleans.Pipelines.Running;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Serving.Pipelines;

/// <summary>Makes the pipelines of a hub that serves.</summary>
internal static class HubPipelines
{
    /// <summary>Makes them; the connections file adds what there is, and starts them.</summary>
    public static PipelineService Create(IOperationsStore operations, PipelineInstruments instruments, HubSurroundings surroundings, bool followsSchedules) => new(
        new PipelineSurroundings(
            new OperationsRunJournal(operations, surroundings.Time), surroundings.Time, surroundings.Logs.CreateLogger("PartyOrleans.Pipelines"), instruments)
        {
            MessageOf = static failure => failure switch
            {
                InputException or StoreException or HubUnavailableException or CommandException or ZoneException or IntakeException => failure.Message,
                _ => null,
            },
        })
    {
        FollowsSchedules = followsSchedules,
    };
}
