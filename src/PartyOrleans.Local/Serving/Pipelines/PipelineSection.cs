using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Health;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving.Connections;
using PartyOrleans.Local.Zones;
using PartyOrleans.Pipelines.Definitions;
using PartyOrleans.Pipelines.Running;
using PartyOrleans.Pipelines.Scheduling;

namespace PartyOrleans.Local.Serving.Pipelines;

/// <summary>The section <c>pipelines</c> of the connections file.</summary>
internal static class PipelineSection
{
    private const int MostSteps = 100;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>The section.</summary>
    public static ConnectionSection Section { get; } = new("pipelines", Read);

    /// <summary>Reads a pipeline; what is wrong with its steps stops the start.</summary>
    public static MakeConnection Read(ConnectionNode node)
    {
        string name = NameOf(node);
        IReadOnlyList<ConnectionNode> items = node.Items("steps");
        if (items.Count > MostSteps)
        {
            throw node.Wrong("steps", $"at most {MostSteps} steps");
        }

        (StepDefinition Step, MakeStep Make)[] steps = [.. items.Select(ReadStep)];
        var definition = new PipelineDefinition(name, [.. steps.Select(step => step.Step)])
        {
            Description = node.TextOrNull("description") ?? "",
            Schedule = node.Object("schedule") is { } schedule ? ReadSchedule(schedule) : null,
            Deadline = node.Has("deadline") ? node.Duration("deadline", Second, Second, Longest) : null,
            Concurrency = node.Choice("concurrency", ConcurrencyPolicy.Skip, ("skip", ConcurrencyPolicy.Skip), ("queue", ConcurrencyPolicy.Queue)),
            AfterCrash = node.Choice("after_crash", AfterCrashPolicy.Resume, ("resume", AfterCrashPolicy.Resume), ("interrupt", AfterCrashPolicy.Interrupt)),
            MostResumes = (int)node.Whole("max_resumes", 3, 0, 100),
            MostAtOnce = (int)node.Whole("max_at_once", 4, 1, 64),
            MostQueued = (int)node.Whole("max_queued", 10, 1, 1000),
            KeptRuns = (int)node.Whole("keep_runs", 100, 1, 1000),
            KeptFor = node.Duration("keep_for", TimeSpan.FromDays(90), TimeSpan.FromHours(1), Longest),
            StartedByZones = [.. node.Texts("started_by_zones").Order(StringComparer.Ordinal)],
        };
        if (definition.FindFault() is { } fault)
        {
            throw node.Wrong(fault.Member, fault.Expected);
        }

        return parts =>
        {
            foreach (string zone in definition.StartedByZones)
            {
                Started(parts, ZoneOf(parts, zone, node, "started_by_zones"), zone);
            }

            parts.Pipelines.Add(definition with { Steps = [.. steps.Select(step => step.Step with { Work = step.Make(parts) })] });
            return new PipelineConnection(parts.Pipelines, name);
        };
    }

    /// <summary>Refuses pipelines that run one which is not there, or themselves; once all are made.</summary>
    /// <exception cref="CommandException">There is one.</exception>
    public static void Check(PipelineService pipelines)
    {
        if (pipelines.FindFault() is { } found)
        {
            throw new CommandException(ExitCode.Usage, $"--connections: pipeline {found.Pipeline}: {found.Fault.Member}: expected {found.Fault.Expected}.");
        }
    }

    /// <summary>A zone of the connections file.</summary>
    /// <exception cref="CommandException">There is none of that name.</exception>
    public static RawZone ZoneOf(ConnectionParts parts, string name, ConnectionNode node, string member)
    {
        RawZone[] zones = [.. parts.Made.OfType<RawZone>()];
        return zones.FirstOrDefault(zone => string.Equals(zone.ZoneName, name, StringComparison.Ordinal))
            ?? throw node.Wrong(member, zones.Length == 0 ? "a zone of this file, and it has none" : $"one of the zones {string.Join(", ", zones.Select(zone => zone.ZoneName))}, and not '{name}'");
    }

    /// <summary>News of objects starts pipelines in the background; a start that is refused is told by the log of the service.</summary>
    private static void Started(ConnectionParts parts, RawZone zone, string name)
    {
        // One subscription for each zone, however many pipelines it starts: the service knows which.
        if (parts.Pipelines.List().Any(pipeline => pipeline.Definition.StartedByZones.Contains(name, StringComparer.Ordinal)))
        {
            return;
        }

        zone.Noted += origin => _ = Task.Run(async () =>
        {
            try
            {
                await parts.Pipelines.StartByObjectsAsync(name, origin.Actor, CancellationToken.None);
            }
            catch (Exception failure)
            {
                PipelineStarts.Failed(parts.Surroundings.Logs.CreateLogger("PartyOrleans.Pipelines"), failure, name);
            }
        });
    }

    private static (StepDefinition Step, MakeStep Make) ReadStep(ConnectionNode node)
    {
        string name = NameOf(node);
        string kind = node.Text("kind");
        StepKind found = StepKind.All.FirstOrDefault(each => string.Equals(each.Name, kind, StringComparison.Ordinal))
            ?? throw node.Wrong("kind", $"one of {string.Join(", ", StepKind.All.Select(each => $"\"{each.Name}\""))}");
        RetryPolicy retry = new();
        if (node.Object("retry") is { } given)
        {
            var least = TimeSpan.FromMilliseconds(10);
            var day = TimeSpan.FromDays(1);
            retry = new RetryPolicy
            {
                Attempts = (int)given.Whole("attempts", retry.Attempts, 1, 1000),
                FirstPause = given.Duration("first_pause", retry.FirstPause, least, day),
                LongestPause = given.Duration("longest_pause", retry.LongestPause, least, day),
            };
            given.End();
        }

        IReadOnlyList<string> after = node.Texts("after");
        TimeSpan? timeout = node.Has("timeout") ? node.Duration("timeout", Second, Second, Longest) : null;
        MakeStep make = found.Read(node);
        node.End();
        return (new StepDefinition(name, kind, Unmade.Step) { After = after, Retry = retry, Timeout = timeout }, make);
    }

    private static PipelineSchedule ReadSchedule(ConnectionNode node)
    {
        TimeZoneInfo zone = node.TextOrNull("time_zone") is not { } text
            ? TimeZoneInfo.Utc
            : PipelineSchedule.FindZone(text) ?? throw node.Wrong("time_zone", "a time zone that this machine knows, such as \"Europe/London\" or \"UTC\"");
        bool catchesUp = node.Choice("catch_up", fallback: true, ("one", true), ("none", false));
        PipelineSchedule schedule = PipelineSchedule.TryParse(node.Text("cron"), zone, out string expected, catchesUp) ?? throw node.Wrong("cron", expected);
        node.End();
        return schedule;
    }

    /// <summary>Names stand in paths, metrics and documents.</summary>
    private static string NameOf(ConnectionNode node)
    {
        string name = node.Text("name");
        return name.Length <= 60 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? name
            : throw node.Wrong("name", "at most 60 letters, digits, hyphens, underscores and dots, a letter or digit first");
    }

    /// <summary>Stands for the work until the hub is there.</summary>
    private sealed class Unmade : IPipelineStep
    {
        public static readonly Unmade Step = new();

        public Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) => throw new InvalidOperationException("The step was not made.");
    }
}

/// <summary>A pipeline among the connections of a hub.</summary>
internal sealed class PipelineConnection(PipelineService pipelines, string name) : IHubConnection
{
    /// <inheritdoc />
    public string Name => "pipelines/" + name;

    /// <inheritdoc />
    public IReadOnlyList<IReadinessCheck> Checks => [new PipelineCheck(pipelines, name)];

    /// <inheritdoc />
    public bool OutlivesHub => false;

    /// <inheritdoc />
    public void Start() => pipelines.Start();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => pipelines.DisposeAsync();
}

/// <summary>Whether a pipeline does as it should.</summary>
internal sealed class PipelineCheck(PipelineService pipelines, string name) : IReadinessCheck
{
    /// <inheritdoc />
    public string Name => "pipelines/" + name;

    /// <inheritdoc />
    public Task<Readiness> LookAsync(CancellationToken cancellationToken) => Task.FromResult(
        pipelines.Find(name)?.Trouble is { Length: > 0 } trouble ? new Readiness(Name, ReadinessState.Degraded, trouble) : Readiness.Well(Name));
}

/// <summary>What is logged of starts.</summary>
internal static partial class PipelineStarts
{
    /// <summary>News of objects could not start pipelines.</summary>
    [LoggerMessage(1111, LogLevel.Error, "News of objects in zone {Zone} could not start its pipelines")]
    public static partial void Failed(ILogger log, Exception failure, string zone);
}
