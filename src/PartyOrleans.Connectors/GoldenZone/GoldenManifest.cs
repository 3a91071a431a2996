using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartyOrleans.Connectors.GoldenZone;

/// <summary>A file of the golden zone.</summary>
/// <param name="Key">Its key in the zone.</param>
/// <param name="Bucket">The bucket of its parties.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">SHA-256 of its bytes, hexadecimal.</param>
/// <param name="First">The first position in the hub's events that it may tell of; of the snapshot 0.</param>
/// <param name="Last">The last one.</param>
public sealed record GoldenFile(string Key, int Bucket, long Rows, long Bytes, string Sha256, long First, long Last)
{
    /// <summary>The month (UTC) in which its versions ended, yyyy-MM; null of files that are no history.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Month { get; init; }
}

/// <summary>A file that others took the place of.</summary>
/// <param name="Key">Its key in the zone.</param>
/// <param name="Since">Since when (UTC).</param>
public sealed record ReplacedFile(string Key, DateTimeOffset Since);

/// <summary>A commit of the hub.</summary>
/// <param name="Number">Its number; 0 before the first.</param>
/// <param name="At">When it was made (UTC).</param>
public readonly record struct GoldenCommit(long Number, DateTimeOffset At);

/// <summary>How far the zone has come in the hub's events.</summary>
/// <param name="Position">The last position that is in the zone.</param>
/// <param name="Commit">The commit of that position, of which more may follow.</param>
/// <param name="Begun">The first position of that commit.</param>
/// <param name="Before">The commit before it, which is whole.</param>
public sealed record GoldenProgress(long Position, GoldenCommit Commit, long Begun, GoldenCommit Before)
{
    /// <summary>Before the first event.</summary>
    internal static readonly GoldenProgress Start = new(0, default, 1, default);

    /// <summary>As it is after another event.</summary>
    internal GoldenProgress After(GoldenChange change) => change.Commit == Commit.Number
        ? this with { Position = change.Position }
        : new GoldenProgress(change.Position, new GoldenCommit(change.Commit, change.At), change.Position, Commit);
}

/// <summary>
/// What a golden zone consists of: the files to read, how many rows they hold, and as of which commit. It is exchanged as a whole; what it does not
/// name is no part of the zone.
/// </summary>
public sealed record GoldenManifest
{
    /// <summary>The format that this code reads and writes.</summary>
    public const string FormatName = "party-hub/golden-zone/1";

    /// <summary>Its key.</summary>
    public const string Key = "_manifest.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, RespectRequiredConstructorParameters = true,
    };

    /// <summary><see cref="FormatName"/>.</summary>
    public string Format { get; init; } = FormatName;

    /// <summary>Ascends with every exchange.</summary>
    public long Generation { get; init; }

    /// <summary>How often the zone was built from the start; part of its files' names.</summary>
    public int Epoch { get; init; } = 1;

    /// <summary>When this manifest was written (UTC).</summary>
    public DateTimeOffset WrittenAt { get; init; }

    /// <summary>When the zone was built from the start last (UTC).</summary>
    public DateTimeOffset BuiltAt { get; init; }

    /// <summary>The commit that the snapshot is as of: it holds all of it and of those before it, and nothing of those after it.</summary>
    public GoldenCommit AsOf { get; init; }

    /// <summary>The last position in the hub's events that the snapshot and the history hold.</summary>
    public long CompactedTo { get; init; }

    /// <summary>How far the zone has come, its micro-batches included.</summary>
    public GoldenProgress Progress { get; init; } = GoldenProgress.Start;

    /// <summary>Since when micro-batches wait for compaction (UTC); null where none do.</summary>
    public DateTimeOffset? PendingSince { get; init; }

    /// <summary>The last commit that erased something of which nothing is left in the zone; 0 where none did.</summary>
    public long ErasedTo { get; init; }

    /// <summary>Partitions by the hash of the party id.</summary>
    public int Buckets { get; init; }

    /// <summary><c>clear</c> or <c>masked</c>.</summary>
    public string Values { get; init; } = "clear";

    /// <summary>Whether every cell is listed with the record and rule that it comes from.</summary>
    public bool Lineage { get; init; }

    /// <summary>The format of snapshot and history: <c>jsonl</c> or <c>parquet</c>.</summary>
    public string FileFormat { get; init; } = "jsonl";

    /// <summary>Rows of the snapshot: the current parties.</summary>
    public long CurrentRows { get; init; }

    /// <summary>SHA-256 over the lines of the SHA-256s of the snapshot's files, in their order; hexadecimal.</summary>
    public string CurrentSha256 { get; init; } = "";

    /// <summary>The files of the snapshot, one for each bucket that has parties; sorted by key.</summary>
    public IReadOnlyList<GoldenFile> Current { get; init; } = [];

    /// <summary>Rows of the history: versions that ended.</summary>
    public long HistoryRows { get; init; }

    /// <summary>The files of the history; sorted by key.</summary>
    public IReadOnlyList<GoldenFile> History { get; init; } = [];

    /// <summary>The micro-batches that are not compacted yet; sorted by first position, then key.</summary>
    public IReadOnlyList<GoldenFile> Changes { get; init; } = [];

    /// <summary>Files that are no part of the zone any more and are yet to be deleted; sorted by key.</summary>
    public IReadOnlyList<ReplacedFile> Replaced { get; init; } = [];

    /// <summary>All keys that are not to be swept away.</summary>
    internal IEnumerable<string> Keys =>
        Current.Concat(History).Concat(Changes).Select(file => file.Key).Concat(Replaced.Select(file => file.Key));

    /// <summary>The manifest with counts and hash of its lists.</summary>
    internal GoldenManifest Counted() => this with
    {
        CurrentRows = Current.Sum(file => file.Rows),
        HistoryRows = History.Sum(file => file.Rows),
        CurrentSha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(Current.Select(file => file.Sha256 + "\n"))))),
    };

    /// <summary>The JSON text.</summary>
    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Reads the JSON text.</summary>
    /// <exception cref="FormatException">It is no manifest of this format.</exception>
    public static GoldenManifest Read(ReadOnlySpan<byte> text)
    {
        GoldenManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<GoldenManifest>(text, Json);
        }
        catch (JsonException failure)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {(failure.LineNumber ?? 0) + 1}: this is no manifest of a golden zone"), failure);
        }

        return string.Equals(manifest?.Format, FormatName, StringComparison.Ordinal)
            ? manifest!
            : throw new FormatException($"the format is '{manifest?.Format}', and this program reads '{FormatName}'");
    }
}
