using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace PartyOrleans.Local.Serving;

/// <summary>How the hub logs: lines of JSON on standard error, or plain lines where a person watches.</summary>
internal static class HubLogs
{
    /// <summary>Makes the loggers of a hub.</summary>
    public static ILoggerFactory Create(ServiceOptions options) => LoggerFactory.Create(logging => Configure(logging, options));

    /// <summary>Makes a host log in the same way.</summary>
    public static void Configure(ILoggingBuilder logging, ServiceOptions options)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(options.LogLevel);
        logging.AddFilter("Microsoft", options.LogLevel < LogLevel.Warning ? LogLevel.Warning : options.LogLevel);
        logging.Configure(static factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        logging.Services.Configure<ConsoleLoggerOptions>(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (options.LogsAsJson)
        {
            logging.AddJsonConsole(static json =>
            {
                json.IncludeScopes = true;
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });
        }
        else
        {
            logging.AddSimpleConsole(static text => text.SingleLine = true);
        }
    }
}
