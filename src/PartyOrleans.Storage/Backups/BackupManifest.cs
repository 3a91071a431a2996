using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartyOrleans.Storage.Backups;

/// <summary>What a backup says of itself: the state of the store that it holds, and its files with their digests. It holds no secret and no value.</summary>
public sealed record BackupManifest
{
    /// <summary>The manifest's name in a backup's folder; written last, so that a folder without it is no backup.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The newest form of backups that this program writes and reads.</summary>
    public const int NewestFormat = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    /// <summary>Form of the backup, from 1.</summary>
    public int Format { get; init; } = NewestFormat;

    /// <summary>Kind of the store: <c>sqlite</c> or <c>postgresql</c>.</summary>
    public required string Store { get; init; }

    /// <summary>Schema of a database in which the tables lie; empty for a file.</summary>
    public string Schema { get; init; } = "";

    /// <summary>Version of the store's tables; a program that knows it, or a newer one, can restore the backup.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>When the backup was begun (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last commit that it holds.</summary>
    public required long Commit { get; init; }

    /// <summary>Head of the store's hash chain after that commit, hexadecimal.</summary>
    public required string Head { get; init; }

    /// <summary>Numbers of what the store held then.</summary>
    public required StoreCounts Counts { get; init; }

    /// <summary>Names of the key-encryption keys that the store's keys are wrapped by, sorted; without them the backup cannot be read.</summary>
    public required IReadOnlyList<string> KeysWrappedBy { get; init; }

    /// <summary>Its files, sorted by name.</summary>
    public required IReadOnlyList<BackupFile> Files { get; init; }

    /// <summary>Writes the manifest into a backup's folder.</summary>
    internal void Write(string folder)
    {
        using FileStream file = BackupFile.Create(Path.Combine(folder, FileName));
        JsonSerializer.Serialize(file, this, Json);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Reads the manifest of a backup's folder.</summary>
    /// <exception cref="StoreException">There is none, or it cannot be understood.</exception>
    public static BackupManifest Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            using FileStream file = File.OpenRead(path);
            BackupManifest manifest = JsonSerializer.Deserialize<BackupManifest>(file, Json)
                ?? throw new StoreException($"{path} is empty: the folder is no whole backup.", isTransient: false);
            return manifest.Format == NewestFormat
                ? manifest
                : throw new StoreException($"{path} has format {manifest.Format}, this program knows {NewestFormat}: use a newer program.", isTransient: false);
        }
        catch (Exception failed) when (failed is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StoreException($"{folder} holds no {FileName}: it is no backup, or one that was not completed.", isTransient: false, failed);
        }
        catch (JsonException failed)
        {
            throw new StoreException($"{path}, line {failed.LineNumber + 1}: it is not what a backup writes, so it was altered.", isTransient: false, failed);
        }
    }
}
