namespace PartyOrleans.Connectors.Zones;

/// <summary>Where objects lie: a bucket with a prefix (<c>s3://bucket/prefix/</c>), or a folder.</summary>
public sealed record ZoneLocation
{
    /// <summary>Begins the text of a place in a bucket.</summary>
    public const string Scheme = "s3://";

    private ZoneLocation(string bucket, string path) => (Bucket, Path) = (bucket, path);

    /// <summary>The bucket; empty for a folder.</summary>
    public string Bucket { get; }

    /// <summary>The prefix in the bucket, empty or ending in a slash; or the folder's full path without one.</summary>
    public string Path { get; }

    /// <summary>Whether it is a bucket.</summary>
    public bool IsBucket => Bucket.Length > 0;

    /// <summary>Whether a text means a place in a bucket rather than a file or folder.</summary>
    public static bool IsInBucket(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the text of a location.</summary>
    /// <param name="text"><c>s3://bucket</c>, <c>s3://bucket/prefix/</c> (the slash at the end may be left out), or the path of a folder.</param>
    /// <exception cref="FormatException">The text is none; the message says what is allowed.</exception>
    public static ZoneLocation Parse(string text)
    {
        if (!IsInBucket(text))
        {
            return text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal) && !text.Contains("://", StringComparison.Ordinal)
                ? new ZoneLocation("", System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(text)))
                : throw new FormatException($"'{text}' is no location. Allowed are s3://bucket/prefix/ and the path of a folder.");
        }

        (string bucket, string key) = SplitBucket(text);
        return new ZoneLocation(bucket, key.Length == 0 || key.EndsWith('/') ? key : key + "/");
    }

    /// <summary>Bucket and key of <c>s3://bucket/key</c>; the key may be empty.</summary>
    /// <exception cref="FormatException">The bucket's name is none.</exception>
    public static (string Bucket, string Key) SplitBucket(string text)
    {
        string rest = text[Scheme.Length..];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        string bucket = slash < 0 ? rest : rest[..slash];
        string key = slash < 0 ? "" : rest[(slash + 1)..];
        return bucket.Length is >= 3 and <= 255 && bucket.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')
            ? (bucket, key)
            : throw new FormatException($"'{text}': the name of a bucket is 3 to 255 letters, digits, dots, hyphens and underscores, as in s3://bucket/prefix/.");
    }

    /// <summary>The text that names an object of this location: <c>s3://bucket/prefix/key</c>, or the file's full path.</summary>
    public string TextOf(string key) => IsBucket ? $"{Scheme}{Bucket}/{Path}{key}" : System.IO.Path.Combine(Path, key.Replace('/', System.IO.Path.DirectorySeparatorChar));

    /// <inheritdoc />
    public override string ToString() => IsBucket ? $"{Scheme}{Bucket}/{Path}" : Path;
}
