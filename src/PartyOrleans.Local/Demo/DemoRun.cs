using PartyOrleans.Api.Loads;
using PartyOrleans.Connectors;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Demo;

/// <summary>A story with whether the hub found its parties exactly.</summary>
internal sealed record StoryOutcome(DemoStory Story, bool Found);

/// <summary>A demo that was run: what was loaded, and how each story ended.</summary>
internal sealed class DemoRun : IAsyncDisposable
{
    private readonly HubSession session;

    private DemoRun(HubSession session, IReadOnlyList<FileLoadResult> loads, StoreCounts counts)
    {
        this.session = session;
        Loads = loads;
        Counts = counts;
        Outcomes = [.. DemoStories.All.Select(story => new StoryOutcome(story, story.Parties.All(IsFound)))];
    }

    /// <summary>The files, as they were loaded.</summary>
    public IReadOnlyList<FileLoadResult> Loads { get; }

    /// <summary>What the store holds.</summary>
    public StoreCounts Counts { get; }

    /// <summary>The stories, in their order.</summary>
    public IReadOnlyList<StoryOutcome> Outcomes { get; }

    /// <summary>The engine, for explanations.</summary>
    public EmbeddedEngine Engine => session.Engine;

    /// <summary>The store.</summary>
    public IPartyStore Store => session.Store;

    /// <summary>Writes the demo files into a folder, loads them into a new store there, and compares the parties with the stories.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task<DemoRun> RunAsync(
        string folder, Action<InputFile, MappingInUse> opened, WorkProgress progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        string database = DatabaseIn(folder);
        foreach (string suffix in (string[])["", "-wal", "-shm"])
        {
            File.Delete(database + suffix);
        }

        var loads = new List<FileLoadResult>();
        HubSession opening = await HubSession.OpenAsync(database, bundlePath: null, train: null, progress, cancellationToken);
        try
        {
            foreach ((string name, string content) in DemoFiles.All)
            {
                var file = new InputFile(Path.Combine(folder, name));
                await File.WriteAllTextAsync(file.Path, content, cancellationToken);
                loads.Add(await new FileLoad(opening, new InputOptions(), progress).RunAsync(file, inUse => opened(file, inUse), cancellationToken));
            }

            return new DemoRun(opening, loads, await opening.Store.CountAsync(cancellationToken));
        }
        catch
        {
            await opening.DisposeAsync();
            throw;
        }
    }

    /// <summary>The demo's store.</summary>
    public static string DatabaseIn(string folder) => Path.Combine(folder, "party.db");

    /// <inheritdoc />
    public ValueTask DisposeAsync() => session.DisposeAsync();

    /// <summary>Whether the records of a party are together, and nothing else with them.</summary>
    private bool IsFound(IReadOnlyList<string> records)
    {
        RecordKey[] keys = [.. records.Select(Key).Order()];
        return Engine.PartyOf(keys[0]) is { } party && Engine.RecordsOf(party).SequenceEqual(keys);
    }

    /// <summary>The key of a record as the stories name it.</summary>
    public static RecordKey Key(string name) => new(name[..name.IndexOf('/', StringComparison.Ordinal)], name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]);
}
