using System.Globalization;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.GoldenZone;

/// <summary>Where things lie in a golden zone, Hive style. Names follow from the positions in the hub's events, so that doing a thing again writes the same objects.</summary>
internal static class GoldenKeys
{
    /// <summary>The current snapshot.</summary>
    public const string Current = "current/";

    /// <summary>Versions that ended.</summary>
    public const string History = "history/";

    /// <summary>Micro-batches.</summary>
    public const string Changes = "changes/";

    /// <summary>For each of them a text file that lists its files, one a line.</summary>
    public const string Lists = "lists/";

    /// <summary>The bucket of a party.</summary>
    public static int BucketOf(PartyId party, int buckets) => (int)(StableHash.Of(party.Value) % (ulong)buckets);

    /// <summary>The month in which a version ended.</summary>
    public static string MonthOf(DateTimeOffset ended) => ended.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>A micro-batch.</summary>
    public static string ChangesOf(int epoch, DateTimeOffset committedAt, int bucket, long first, long last, string extension) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Changes}commit_date={committedAt.UtcDateTime:yyyy-MM-dd}/bucket={bucket:0000}/{epoch:000000}-{first:000000000000}-{last:000000000000}{extension}");

    /// <summary>The current parties of a bucket.</summary>
    public static string CurrentOf(int epoch, int bucket, long to, string extension) => string.Create(
        CultureInfo.InvariantCulture, $"{Current}bucket={bucket:0000}/{epoch:000000}-{to:000000000000}{extension}");

    /// <summary>Versions of a bucket that ended in a month.</summary>
    public static string HistoryOf(int epoch, string month, int bucket, long first, long last, string extension) => string.Create(
        CultureInfo.InvariantCulture, $"{History}ended_month={month}/bucket={bucket:0000}/{epoch:000000}-{first:000000000000}-{last:000000000000}{extension}");
}
