using PartyOrleans.Connectors.Zones;

namespace PartyOrleans.Aws.S3;

/// <summary>
/// How a bucket is reached. What is null here comes from the usual AWS sources (<c>AWS_ENDPOINT_URL_S3</c>, <c>AWS_REGION</c>, profiles);
/// credentials always do.
/// </summary>
public sealed record S3ZoneOptions
{
    /// <summary>Address of the service where it is not the one of the region; null (the default) for what the environment says.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Region; null (the default) for what the environment says, <c>us-east-1</c> where an endpoint is given and nothing says.</summary>
    public string? Region { get; init; }

    /// <summary>Whether the bucket stands in the path of addresses rather than in the host name; null (the default) does so for every endpoint of one's own.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>How objects are read.</summary>
    public RangeOptions Ranges { get; init; } = new();

    /// <summary>Bytes of the parts that greater objects are written in, 5 MiB to 1 GiB; default 16 MiB, which allows objects of 160 GB. One part is held in memory.</summary>
    public int PartBytes { get; init; } = 16 << 20;

    /// <summary>Times a request is tried, 1 to 20; default 6. Waits between double from <see cref="Pause"/>, with jitter, up to 20 seconds.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>The first wait between tries; default 200 ms.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Time without a single byte after which a connection counts as stalled and the request is made again; default 30 s.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Keys asked for in one page of a listing, 1 to 1,000; default 1,000.</summary>
    public int PageKeys { get; init; } = 1000;

    /// <summary>Checks the bounds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its bounds; the message names it.</exception>
    public void Validate()
    {
        Ranges.Validate();
        Check(nameof(PartBytes), PartBytes, 5 << 20, 1 << 30);
        Check(nameof(Attempts), Attempts, 1, 20);
        Check(nameof(PageKeys), PageKeys, 1, 1000);

        static void Check(string name, int value, int least, int greatest)
        {
            if (value < least || value > greatest)
            {
                throw new ArgumentOutOfRangeException(name, value, $"{name} must be {least} to {greatest}.");
            }
        }
    }
}
