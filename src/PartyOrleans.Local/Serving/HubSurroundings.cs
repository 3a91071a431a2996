using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Telemetry;

namespace PartyOrleans.Local.Serving;

/// <summary>What a hub is given by its host besides its store.</summary>
/// <param name="Time">Clock for back-off and durations.</param>
/// <param name="Logs">Told of failures.</param>
/// <param name="Instruments">Told of everything that is counted.</param>
internal sealed record HubSurroundings(TimeProvider Time, ILoggerFactory Logs, HubInstruments Instruments);
