using Microsoft.Extensions.Logging;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Connectors.Intake;

namespace PartyOrleans.Kafka.Streams;

/// <summary>What a stream stands on.</summary>
/// <param name="Intake">The way into the hub.</param>
/// <param name="Adapters">How messages are read.</param>
/// <param name="Breaker">Guards the connection to the brokers.</param>
/// <param name="Instruments">Told of everything that is counted.</param>
/// <param name="Time">Clock.</param>
/// <param name="Log">Told of failures.</param>
public sealed record StreamSurroundings(
    IHubIntake Intake, IStreamAdapters Adapters, CircuitBreaker Breaker, StreamInstruments Instruments, TimeProvider Time, ILogger Log);
