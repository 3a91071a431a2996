using Microsoft.Extensions.Logging.Abstractions;
using PartyOrleans.Api.Health;
using PartyOrleans.Api.Telemetry;
using PartyOrleans.Local.Serving;
using PartyOrleans.Local.Serving.Connections;

namespace PartyOrleans.Local.Tests.Serving.Connections;

public sealed class HubConnectionsTests
{
    private readonly List<string> _told = [];

    [Fact]
    public async Task Dispose_WhenSomeOutliveTheHub_StopsWhatBringsRecordsFirstAndEachInReverse()
    {
        HubConnections connections = await MakeAsync(Made("zone"), Made("stream"), Made("sink", outlives: true), Made("other sink", outlives: true));

        await connections.StopIntakeAsync();
        _told.Add("hub");
        await connections.DisposeAsync();

        _told.ShouldBe(["stream stops", "zone stops", "hub", "other sink stops", "sink stops"]);
    }

    [Fact]
    public async Task Make_WhenOneCannotBeMade_StopsThoseMadeBefore()
    {
        Func<Task> make = () => MakeAsync(Made("zone"), static _ => throw new InvalidDataException("no such bucket"));

        (await make.ShouldThrowAsync<InvalidDataException>()).Message.ShouldBe("no such bucket");
        _told.ShouldBe(["zone stops"]);
    }

    [Fact]
    public async Task Make_WhenOneNeedsAnother_FindsItAmongThoseMadeBefore()
    {
        IReadOnlyList<string> seen = [];
        await MakeAsync(Made("zone"), Made("stream"), parts =>
        {
            seen = [.. parts.Made.Select(made => made.Name)];
            return Made("pipeline")(parts);
        });

        seen.ShouldBe(["zone", "stream"]);
    }

    private static Task<HubConnections> MakeAsync(params MakeConnection[] planned) => HubConnections.MakeAsync(
        planned,
        new ConnectionParts
        {
            Hub = null!,
            Store = null!,
            Operations = null!,
            Pipelines = null!,
            Quality = null!,
            Breakers = null!,
            Contracts = null!,
            StreamInstruments = null!,
            Sinks = null!,
            Loads = null!,
            Masking = null!,
            Options = new ServiceOptions { Database = "" },
            Surroundings = new HubSurroundings(TimeProvider.System, NullLoggerFactory.Instance, new HubInstruments("test")),
        });

    private MakeConnection Made(string name, bool outlives = false) => _ => new Told(name, outlives, _told);

    private sealed class Told(string name, bool outlives, List<string> told) : IHubConnection
    {
        public string Name => name;

        public IReadOnlyList<IReadinessCheck> Checks => [];

        public bool OutlivesHub => outlives;

        public void Start() => told.Add($"{name} starts");

        public ValueTask DisposeAsync()
        {
            told.Add($"{name} stops");
            return ValueTask.CompletedTask;
        }
    }
}
