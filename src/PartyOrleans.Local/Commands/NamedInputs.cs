using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.Local.Zones;

namespace PartyOrleans.Local.Commands;

/// <summary>The inputs that a command line names, with the buckets that are open for some of them.</summary>
internal sealed class NamedInputs : IDisposable
{
    private readonly Dictionary<string, IObjectZone> buckets = new(StringComparer.Ordinal);
    private readonly List<InputFile> files = [];

    /// <summary>The inputs in the order of the command line.</summary>
    public IReadOnlyList<InputFile> Files => files;

    /// <summary>Adds a file, the files of a folder, or standard input.</summary>
    /// <exception cref="InputException">There is none, or standard input is named twice.</exception>
    public void AddPath(string path)
    {
        IReadOnlyList<InputFile> found = InputFiles.Expand([path]);
        if (found is [{ IsStandardInput: true }] && files.Exists(file => file.IsStandardInput))
        {
            throw new InputException("Standard input (-) is named twice; it can be read once.");
        }

        files.AddRange(found);
    }

    /// <summary>Adds an object of a bucket, or the data files below a prefix.</summary>
    /// <param name="text"><c>s3://bucket/key</c>, or <c>s3://bucket/prefix/</c>.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="InputException">There is none, or the bucket cannot be read.</exception>
    public async Task AddBucketAsync(string text, CancellationToken cancellationToken)
    {
        (string bucket, string key) = ZoneAccess.SplitBucket(text);
        if (!buckets.TryGetValue(bucket, out IObjectZone? zone))
        {
            zone = ZoneAccess.Open(ZoneAccess.LocationOf(ZoneLocation.Scheme + bucket), new(), TimeProvider.System);
            buckets.Add(bucket, zone);
        }

        files.AddRange(await InputFiles.ListAsync(zone, key, cancellationToken));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (IObjectZone zone in buckets.Values)
        {
            zone.Dispose();
        }
    }
}
