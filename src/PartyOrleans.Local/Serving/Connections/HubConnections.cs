using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Health;

namespace PartyOrleans.Local.Serving.Connections;

/// <summary>The connections of a hub that serves: made before it listens, started once it is ready, stopped around its own end.</summary>
internal sealed partial class HubConnections : IAsyncDisposable
{
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private Task _starting = Task.CompletedTask;

    private HubConnections(IReadOnlyList<IHubConnection> all, HubSurroundings surroundings) =>
        (All, _log) = (all, surroundings.Logs.CreateLogger<HubConnections>());

    /// <summary>All of them, in the order in which they were made.</summary>
    public IReadOnlyList<IHubConnection> All { get; }

    /// <summary>How they are.</summary>
    public IEnumerable<IReadinessCheck> Checks => All.SelectMany(connection => connection.Checks);

    /// <summary>Makes all; nothing is at work yet.</summary>
    public static async Task<HubConnections> MakeAsync(IReadOnlyList<MakeConnection> planned, ConnectionParts parts)
    {
        var made = new List<IHubConnection>();
        try
        {
            foreach (MakeConnection make in planned)
            {
                made.Add(make(parts with { Made = [.. made] }));
            }
        }
        catch
        {
            foreach (IHubConnection connection in made)
            {
                await connection.DisposeAsync();
            }

            throw;
        }

        return new HubConnections(made, parts.Surroundings);
    }

    /// <summary>Starts all that are to be started, once it is this process that is to do so.</summary>
    /// <param name="turn">Completes then.</param>
    /// <param name="isToStart">Which.</param>
    public void StartOnTurn(Func<CancellationToken, Task> turn, Func<IHubConnection, bool> isToStart) => _starting = Task.Run(async () =>
    {
        await turn(_stop.Token);
        foreach (IHubConnection connection in All.Where(isToStart))
        {
            connection.Start();
            LogStarted(connection.Name);
        }
    });

    /// <summary>Stops what brings records; to be called while the hub still commits.</summary>
    public async Task StopIntakeAsync()
    {
        await _stop.CancelAsync();
        await _starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopAsync(outliving: false);
    }

    /// <summary>Stops the rest; to be called once the hub has committed its last change, while the store is still open.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(outliving: true);
        _stop.Dispose();
    }

    private async Task StopAsync(bool outliving)
    {
        foreach (IHubConnection connection in All.Reverse().Where(connection => connection.OutlivesHub == outliving))
        {
            try
            {
                await connection.DisposeAsync();
            }
            catch (Exception failure)
            {
                LogStopFailed(failure, connection.Name);
            }
        }
    }

    [LoggerMessage(1050, LogLevel.Information, "Connection {Name} is started")]
    private partial void LogStarted(string name);

    [LoggerMessage(1051, LogLevel.Error, "Connection {Name} did not stop cleanly")]
    private partial void LogStopFailed(Exception failure, string name);
}
