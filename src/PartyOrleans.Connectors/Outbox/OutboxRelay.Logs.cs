using Microsoft.Extensions.Logging;
using PartyOrleans.Storage;

namespace PartyOrleans.Connectors.Outbox;

/// <summary>What the log is told.</summary>
public sealed partial class OutboxRelay
{
    private void LogStoreFailure(Exception failure, TimeSpan pause)
    {
        if (failure is StoreException)
        {
            LogStore(failure, Name);
        }
    }

    [LoggerMessage(1110, LogLevel.Warning, "Sink '{Sink}' does not take what it is told, which is tried again: {Cause}")]
    private partial void LogFailing(Exception? failure, string sink, string cause);

    [LoggerMessage(1111, LogLevel.Error, "Sink '{Sink}' is disabled until somebody enables it; what it has not taken waits: {Cause}")]
    private partial void LogDisabled(string sink, string cause);

    [LoggerMessage(1112, LogLevel.Warning, "Sink '{Sink}' was disabled before and stays so until somebody enables it: {Cause}")]
    private partial void LogStillDisabled(string sink, string cause);

    [LoggerMessage(1113, LogLevel.Information, "Sink '{Sink}' is enabled by {Who}")]
    private partial void LogEnabled(string sink, string who);

    [LoggerMessage(1114, LogLevel.Error, "The store could not be asked for sink '{Sink}'; trying again")]
    private partial void LogStore(Exception failure, string sink);

    [LoggerMessage(1115, LogLevel.Critical, "The relay to sink '{Sink}' ended; it goes on from its place when the hub starts again")]
    private partial void LogEnded(Exception failure, string sink);

    [LoggerMessage(1116, LogLevel.Information, "Sink '{Sink}' goes on from event {Event} and review {Review}, by {Who}")]
    private partial void LogRewound(string sink, long @event, long review, string who);

    [LoggerMessage(1117, LogLevel.Error, "Sink '{Sink}' was told more than the store holds, as after a restore of an older store; it goes on from the store's end")]
    private partial void LogAhead(string sink);
}
