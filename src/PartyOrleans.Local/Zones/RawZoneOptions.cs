using PartyOrleans.Connectors;

namespace PartyOrleans.Local.Zones;

/// <summary>Where the source of records that name none themselves comes from.</summary>
internal enum ZoneSource
{
    /// <summary>The name of the file, without extensions.</summary>
    FileName,

    /// <summary>The first part of the key, where it has several; else the name of the file.</summary>
    FirstFolder,
}

/// <summary>How a zone is loaded from.</summary>
internal sealed record RawZoneOptions
{
    /// <summary>Its name; unique within a hub.</summary>
    public required string Name { get; init; }

    /// <summary>How objects are read: mapping and source for all of them.</summary>
    public InputOptions Input { get; init; } = new();

    /// <summary>Where the source comes from where <see cref="Input"/> names none; default the file's name.</summary>
    public ZoneSource Source { get; init; }

    /// <summary>Time between two looks through the zone; default zero, which is never: the zone waits for news, and is looked through when the hub starts.</summary>
    public TimeSpan Poll { get; init; }

    /// <summary>Age that an object must have before it is read, so that files still being written are left alone; default 2 s for folders, zero for buckets.</summary>
    public TimeSpan Settle { get; init; }

    /// <summary>Whether new objects always have greater keys than all before them, so that polls list only what comes after; default false.</summary>
    public bool KeysAscend { get; init; }

    /// <summary>Objects that are fetched and parsed at the same time, 1 to 32; default 4.</summary>
    public int ObjectsAhead { get; init; } = 4;

    /// <summary>Time after which a zone that cannot be used for a reason that does not pass by itself is tried again; default 5 min.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>ARNs of the topics whose subscriptions are confirmed; default none.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];
}
