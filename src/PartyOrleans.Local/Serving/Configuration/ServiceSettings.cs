using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Security;

namespace PartyOrleans.Local.Serving.Configuration;

/// <summary>Every setting of a hub that serves.</summary>
internal static class ServiceSettings
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>All settings of a hub on the embedded engine, sorted by name.</summary>
    public static IReadOnlyList<Setting> All { get; } = Sorted([.. Api(), .. Hub(), .. Security(), .. Rest()]);

    /// <summary>All settings of a silo, sorted by name.</summary>
    public static IReadOnlyList<Setting> OfSilo { get; } = Sorted([.. Api(), HubName, .. Security(), .. Rest(), .. SiloSettings.All]);

    private static IReadOnlyList<Setting> Sorted(IEnumerable<Setting> settings) => [.. settings.OrderBy(setting => setting.Name, StringComparer.Ordinal)];

    private static Setting[] Api() =>
    [
        Setting.Texts(
            "urls", "addresses such as http://127.0.0.1:8080; port 0 lets the system choose", "Where to listen.",
            options => options.Api.Urls, IsListenAddress, (options, urls) => options with { Api = options.Api with { Urls = urls } }),
        Setting.Whole(
            "api.max-body-bytes", "bytes", 1024, 1L << 30, "Longest body of a request, and longest line of a stream. Raising it takes more memory for each request.",
            options => options.Api.MaxBodyBytes, (options, bytes) => options with { Api = options.Api with { MaxBodyBytes = bytes } }),
        Setting.Whole(
            "api.max-connections", "connections", 1, 1_000_000, "Connections at once. Raising it takes more memory.",
            options => options.Api.MaxConnections, (options, most) => options with { Api = options.Api with { MaxConnections = most } }),
        Setting.Whole(
            "api.max-header-bytes", "bytes", 1024, 1 << 20, "Longest headers of a request together.",
            options => options.Api.MaxHeaderBytes, (options, bytes) => options with { Api = options.Api with { MaxHeaderBytes = (int)bytes } }),
        Setting.Number(
            "api.min-bytes-per-second", "bytes a second", 1, 1e9, "Slowest rate at which a client may send or read. Raising it cuts off slower clients.",
            options => options.Api.MinBytesPerSecond, (options, rate) => options with { Api = options.Api with { MinBytesPerSecond = rate } }),
        Setting.Duration(
            "api.slow-time", TimeSpan.FromSeconds(2), Hour, "How long a client may be slower than that. Raising it is more patient.",
            options => options.Api.SlowTime, (options, time) => options with { Api = options.Api with { SlowTime = time } }),
        Setting.Duration(
            "api.socket-keep-alive", Second, Hour, "How often an idle WebSocket is asked whether the other side is there.",
            options => options.Api.SocketKeepAlive, (options, time) => options with { Api = options.Api with { SocketKeepAlive = time } }),
        Setting.Duration(
            "api.leave-notice", TimeSpan.Zero, Hour,
            "How long a hub that is stopped goes on answering while it says that it is not ready. Raising it gives whoever spreads requests longer to find out.",
            options => options.LeaveNotice, (options, time) => options with { LeaveNotice = time }),
        Setting.Duration(
            "api.stop-time", TimeSpan.Zero, Hour, "How long a stop waits for requests under way. Raising it cuts off fewer.",
            options => options.Api.StopTime, (options, time) => options with { Api = options.Api with { StopTime = time } }),
    ];

    private static Setting HubName => Setting.Text(
        "hub.name", "at most 60 letters, digits, dots and hyphens", "Tells the events of this hub from those of others: they name it as their source.",
        options => options.HubName, text => text.Length is > 0 and <= 60 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-'),
        (options, name) => options with { HubName = name });

    private static Setting[] Hub() =>
    [
        HubName,
        Setting.Whole(
            "hub.most-waiting", "submissions", 1, 1_000_000, "Submissions that may wait for their turn; more are sent away. Raising it lengthens the longest wait.",
            options => options.Hub.MostWaiting, (options, most) => options with { Hub = options.Hub with { MostWaiting = (int)most } }),
        Setting.Whole(
            "hub.most-inputs-per-commit", "inputs", 1, 100_000, "Inputs committed together. Raising it makes streams faster and single requests wait longer.",
            options => options.Hub.MostInputsPerCommit, (options, most) => options with { Hub = options.Hub with { MostInputsPerCommit = (int)most } }),
        Setting.Duration(
            "hub.retry-after", Second, Hour, "What callers that are sent away are told to wait.",
            options => options.Hub.RetryAfter, (options, time) => options with { Hub = options.Hub with { RetryAfter = time } }),
        Setting.Duration(
            "hub.longest-retry", TimeSpan.Zero, Hour, "How long a commit is tried again before its change is given up. Raising it outlasts longer failures of the store.",
            options => options.Hub.LongestRetry, (options, time) => options with { Hub = options.Hub with { LongestRetry = time } }),
    ];

    private static Setting[] Security() =>
    [
        Setting.Text(
            "security.authority", "an https address, such as https://login.example.org/tenant", "OpenID Connect authority whose tokens are taken; none where empty.",
            options => options.Security.Authority?.AbsoluteUri ?? "", text => text.Length == 0 || IsHttps(text),
            (options, text) => options with { Security = options.Security with { Authority = text.Length == 0 ? null : new Uri(text) } }),
        Setting.Text(
            "security.audience", "a name", "Audience that tokens must name.",
            options => options.Security.Audience, text => text.Length > 0, (options, text) => options with { Security = options.Security with { Audience = text } }),
        Setting.Duration(
            "security.clock-skew", TimeSpan.Zero, TimeSpan.FromMinutes(10), "By how much the clocks of issuers and hub may differ. Raising it keeps ended tokens alive longer.",
            options => options.Security.ClockSkew, (options, time) => options with { Security = options.Security with { ClockSkew = time } }),
        Setting.Duration(
            "security.recheck", TimeSpan.Zero, Hour, "How long an accepted token or key is taken without another look. Raising it lets revoked keys live longer.",
            options => options.Security.Recheck, (options, time) => options with { Security = options.Security with { Recheck = time } }),
        Setting.Choice(
            "security.require-purpose", [("no", false), ("yes", true)], "Whether requests that show unmasked personal values must say why.",
            options => options.Security.RequiresPurpose, (options, yes) => options with { Security = options.Security with { RequiresPurpose = yes } }),
        Setting.Texts(
            "security.cors-origins", "origins such as https://example.org", "Origins whose pages may call the hub.",
            options => options.Security.CorsOrigins, IsOrigin, (options, origins) => options with { Security = options.Security with { CorsOrigins = origins } }),
        .. BudgetOf("ordinary", "requests of one caller", options => options.Security.Ordinary, (options, budget) => options with { Security = options.Security with { Ordinary = budget } }),
        .. BudgetOf("expensive", "requests of one caller that take much work", options => options.Security.Expensive, (options, budget) => options with { Security = options.Security with { Expensive = budget } }),
        .. BudgetOf("anonymous", "requests of one address without credentials", options => options.Security.Anonymous, (options, budget) => options with { Security = options.Security with { Anonymous = budget } }),
    ];

    private static Setting[] BudgetOf(string name, string what, Func<ServiceOptions, Budget> get, Func<ServiceOptions, Budget, ServiceOptions> set) =>
    [
        Setting.Number(
            $"security.{name}-per-second", "a second", 0.001, 1e6, $"How many {what} are let through for long.",
            options => get(options).PerSecond, (options, rate) => set(options, get(options) with { PerSecond = rate })),
        Setting.Number(
            $"security.{name}-burst", "requests", 1, 1e7, $"How many {what} are let through at once after a quiet time.",
            options => get(options).Burst, (options, burst) => set(options, get(options) with { Burst = burst })),
    ];

    private static Setting[] Rest() =>
    [
        Setting.Text(
            "load.folder", "a folder", "Folder on the server that files may be loaded from; none where empty.",
            options => options.LoadFolder ?? "", static _ => true, (options, folder) => options with { LoadFolder = folder.Length == 0 ? null : folder }),
        Setting.Text(
            "connections.file", "a file, or the text of one, which begins with {", "File that says which systems the hub is connected to; none where empty. Its text serves containers, which get variables but no files.",
            options => options.ConnectionsFile ?? "", static _ => true, (options, file) => options with { ConnectionsFile = file.Length == 0 ? null : file }),
        Setting.Whole(
            "disk.min-free-bytes", "bytes", 0, 1L << 50, "Free bytes on the store's volume below which the hub says that it is not ready. Raising it warns earlier.",
            options => options.MinFreeBytes, (options, bytes) => options with { MinFreeBytes = bytes }),
        Setting.Duration(
            "retention.interval", TimeSpan.Zero, TimeSpan.FromDays(365),
            "Time between two runs that drop the values which passed the age that the bundle allows them; 0ms is never. Raising it keeps them longer.",
            options => options.RetentionInterval, (options, time) => options with { RetentionInterval = time }),
        Setting.Duration(
            "backup.within", TimeSpan.Zero, TimeSpan.FromDays(365),
            "How old the newest backup may become before an alert tells of it; 0ms where something other than party backup takes them. Raising it allows more to be lost.",
            options => options.BackupWithin, (options, time) => options with { BackupWithin = time }),
        Setting.Choice(
            "log.level",
            [("debug", LogLevel.Debug), ("information", LogLevel.Information), ("warning", LogLevel.Warning), ("error", LogLevel.Error), ("none", LogLevel.None)],
            "Least severe messages that are logged.", options => options.LogLevel, (options, level) => options with { LogLevel = level }),
        Setting.Choice(
            "log.format", [("json", true), ("text", false)], "How messages are logged.",
            options => options.LogsAsJson, (options, json) => options with { LogsAsJson = json }),
        Setting.Text(
            "telemetry.otlp-endpoint", "an http address, such as http://127.0.0.1:4317", "OTLP endpoint that metrics and traces are pushed to; none where empty.",
            options => options.Telemetry.OtlpEndpoint?.AbsoluteUri ?? "", text => text.Length == 0 || IsHttp(text),
            (options, text) => options with { Telemetry = options.Telemetry with { OtlpEndpoint = text.Length == 0 ? null : new Uri(text) } }),
        Setting.Number(
            "telemetry.trace-ratio", "a share", 0, 1, "Share of traces that are kept. Raising it costs CPU and network, and shows rarer requests.",
            options => options.Telemetry.TraceRatio, (options, ratio) => options with { Telemetry = options.Telemetry with { TraceRatio = ratio } }),
        Setting.Duration(
            "telemetry.metric-interval", Second, Hour, "Time between two pushes of metrics. Raising it costs less and shows less.",
            options => options.Telemetry.MetricInterval, (options, time) => options with { Telemetry = options.Telemetry with { MetricInterval = time } }),
    ];

    private static bool IsListenAddress(string text) => IsHttp(text) && new Uri(text).AbsolutePath == "/";

    private static bool IsHttp(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme is "http" or "https");

    private static bool IsHttps(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttps;

    private static bool IsOrigin(string text) => IsHttp(text) && new Uri(text) is { AbsolutePath: "/", Query.Length: 0 };
}
