using PartyOrleans.Aws.S3;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Zones;

namespace PartyOrleans.Local.Zones;

/// <summary>Opens zones by their location.</summary>
internal static class ZoneAccess
{
    /// <summary>Opens a folder or a bucket; nothing is asked of it yet.</summary>
    /// <param name="location">Where it is.</param>
    /// <param name="options">How a bucket is reached; of no meaning for a folder.</param>
    /// <param name="time">Clock of waits.</param>
    /// <exception cref="InputException">The settings of a bucket make no sense.</exception>
    public static IObjectZone Open(ZoneLocation location, S3ZoneOptions options, TimeProvider time)
    {
        try
        {
            return location.IsBucket ? S3Zone.Open(location, options, time) : new FolderZone(location);
        }
        catch (Exception failure) when (failure is FormatException or ZoneException)
        {
            throw new InputException(failure.Message, failure);
        }
    }

    /// <summary>Reads the text of a location.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static ZoneLocation LocationOf(string text) => Read(text, ZoneLocation.Parse);

    /// <summary>Bucket and key of <c>s3://bucket/key</c>; the key may be empty.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static (string Bucket, string Key) SplitBucket(string text) => Read(text, ZoneLocation.SplitBucket);

    private static T Read<T>(string text, Func<string, T> read)
    {
        try
        {
            return read(text);
        }
        catch (FormatException failure)
        {
            throw new InputException(failure.Message, failure);
        }
    }
}
