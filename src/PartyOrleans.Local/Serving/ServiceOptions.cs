using Microsoft.Extensions.Logging;
using PartyOrleans.Api;
using PartyOrleans.Api.Bundles;
using PartyOrleans.Api.Security;
using PartyOrleans.Api.Telemetry;
using PartyOrleans.Local.Bundles;

namespace PartyOrleans.Local.Serving;

/// <summary>What a hub that serves is made of.</summary>
internal sealed record ServiceOptions
{
    /// <summary>The store; made where there is none.</summary>
    public required string Database { get; init; }

    /// <summary>The hub's name, which tells its events from those of other hubs: letters, digits, dots and hyphens; default <c>hub</c>.</summary>
    public string HubName { get; init; } = "hub";

    /// <summary>The bundle that a new store is to start with; null for the one shipped.</summary>
    public string? BundlePath { get; init; }

    /// <summary>Bounds of the API.</summary>
    public ApiOptions Api { get; init; } = new();

    /// <summary>Where metrics and traces go.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>Least severe messages that are logged; default information.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Whether messages are logged as lines of JSON; default true, plain lines otherwise.</summary>
    public bool LogsAsJson { get; init; } = true;

    /// <summary>Who is let in.</summary>
    public SecurityOptions Security { get; init; } = new();

    /// <summary>Folder on the server that files may be loaded from; null for none.</summary>
    public string? LoadFolder { get; init; }

    /// <summary>File that says which systems the hub is connected to; null for none.</summary>
    public string? ConnectionsFile { get; init; }

    /// <summary>Free bytes on the store's volume below which the hub says that it is not ready; default 128 MiB.</summary>
    public long MinFreeBytes { get; init; } = 128L << 20;

    /// <summary>How another bundle is accepted.</summary>
    public BundleOptions Bundles { get; init; } = new();

    /// <summary>Time between two runs that drop the values which passed the age that the bundle allows them; default zero, which is never.</summary>
    public TimeSpan RetentionInterval { get; init; }

    /// <summary>How old the newest backup may become before somebody is told; default 26 hours, zero for never.</summary>
    public TimeSpan BackupWithin { get; init; } = TimeSpan.FromHours(26);

    /// <summary>Whether the hub is there for one run of a pipeline only: no schedule is followed, and no connection but the pipelines started. Default false.</summary>
    public bool IsOneOff { get; init; }

    /// <summary>How long a hub that is stopped goes on answering while it says that it is not ready, so that whoever spreads requests finds out; default zero.</summary>
    public TimeSpan LeaveNotice { get; init; }

    /// <summary>How a silo takes part in its cluster; of no effect elsewhere.</summary>
    public SiloOptions Silo { get; init; } = new();

    /// <summary>Bounds of the writing loop.</summary>
    public EmbeddedHubOptions Hub { get; init; } = new();
}
