using PartyOrleans.Aws.S3;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Serving.Connections;

namespace PartyOrleans.Local.Zones;

/// <summary>
/// The section <c>zones</c> of the connections file: folders and buckets that are loaded from. Credentials come from the usual AWS sources and are
/// no part of it.
/// </summary>
internal static class ZoneSection
{
    /// <summary>The section.</summary>
    public static ConnectionSection Section { get; } = new("zones", Read);

    /// <summary>Where a zone is and how a bucket is reached: <c>location</c>, <c>endpoint</c>, <c>region</c>, <c>path_style</c>, <c>range_bytes</c>, <c>ranges_ahead</c>.</summary>
    /// <exception cref="CommandException">It makes no sense.</exception>
    public static Func<TimeProvider, IObjectZone> ReadPlace(ConnectionNode node)
    {
        ZoneLocation location;
        try
        {
            location = ZoneLocation.Parse(node.Text("location"));
        }
        catch (FormatException failure)
        {
            throw node.Wrong("location", "s3://bucket/prefix/ or the path of a folder (" + failure.Message.TrimEnd('.') + ")");
        }

        var options = new S3ZoneOptions
        {
            Endpoint = node.UriOrNull("endpoint", "http", "https"),
            Region = node.TextOrNull("region"),
            PathStyle = node.Has("path_style") ? node.Flag("path_style", false) : null,
            Ranges = new RangeOptions { Bytes = (int)node.Whole("range_bytes", 8 << 20, 64 << 10, 256 << 20), Ahead = (int)node.Whole("ranges_ahead", 4, 1, 64) },
        };
        foreach (string name in (string[])["endpoint", "region", "path_style", "range_bytes", "ranges_ahead"])
        {
            if (!location.IsBucket && node.Has(name))
            {
                throw node.Wrong(name, "it only for a bucket; the location is a folder");
            }
        }

        try
        {
            // The first client is made while the file is read, so that a region that is missing stops the start.
            IObjectZone zone = ZoneAccess.Open(location, options, TimeProvider.System);
            zone.Dispose();
        }
        catch (InputException failure)
        {
            throw node.Wrong("location", $"a bucket that can be used ({failure.Message.TrimEnd('.')})");
        }

        return time => ZoneAccess.Open(location, options, time);
    }

    private static MakeConnection Read(ConnectionNode node)
    {
        Func<TimeProvider, IObjectZone> open = ReadPlace(node);
        bool isFolder = !ZoneLocation.IsInBucket(node.Text("location"));
        var options = new RawZoneOptions
        {
            Name = node.Text("name"),
            Input = new InputOptions { Source = node.TextOrNull("source"), Mapping = MappingOf(node) },
            Source = node.Choice("source_from", ZoneSource.FileName, ("file-name", ZoneSource.FileName), ("first-folder", ZoneSource.FirstFolder)),
            Poll = node.Duration("poll", TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            Settle = node.Duration("settle", isFolder ? TimeSpan.FromSeconds(2) : TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(1)),
            KeysAscend = node.Choice("keys", false, ("any", false), ("ascending", true)),
            ObjectsAhead = (int)node.Whole("objects_ahead", 4, 1, 32),
            RetryAfter = node.Duration("retry_after", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            Topics = node.Texts("topics"),
        };
        if (options.Input.Source is not null && node.Has("source_from"))
        {
            throw node.Wrong("source_from", "either source or source_from");
        }

        foreach (string topic in options.Topics)
        {
            if (TopicConfirmation.ServiceOf(topic) is null)
            {
                throw node.Wrong("topics", "ARNs of SNS topics, such as arn:aws:sns:eu-west-1:123456789012:raw");
            }
        }

        return parts => new RawZone(open(parts.Surroundings.Time), options, parts);
    }

    private static Mapping? MappingOf(ConnectionNode node)
    {
        try
        {
            return node.TextOrNull("mapping") is { } path ? Mapping.Load(path) : null;
        }
        catch (InputException failure)
        {
            throw node.Wrong("mapping", $"a mapping file ({failure.Message.TrimEnd('.')})");
        }
    }
}
