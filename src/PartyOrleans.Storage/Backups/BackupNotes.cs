using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartyOrleans.Storage.Backups;

/// <summary>Notes beside a store of its newest backup and of the newest one that was proven, so that a hub that serves the store can tell how old they are.</summary>
/// <param name="operations">Where they are kept.</param>
public sealed class BackupNotes(IOperationsStore operations)
{
    private const string Area = "backup";
    private const string Taken = "taken";
    private const string Proven = "proven";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Notes that a backup was taken.</summary>
    public Task TakenAsync(BackupManifest backup, CancellationToken cancellationToken) => PutAsync(Taken, backup, cancellationToken);

    /// <summary>Notes that a backup was restored elsewhere and found good; an older one than is noted changes nothing.</summary>
    public Task ProvenAsync(BackupManifest backup, CancellationToken cancellationToken) => PutAsync(Proven, backup, cancellationToken);

    /// <summary>When the newest backups were begun.</summary>
    /// <exception cref="StoreException">The notes cannot be read.</exception>
    public async Task<BackupTimes> FindAsync(CancellationToken cancellationToken) =>
        new((await FindAsync(Taken, cancellationToken))?.At, (await FindAsync(Proven, cancellationToken))?.At);

    private async Task<Note?> FindAsync(string name, CancellationToken cancellationToken) =>
        await operations.FindAsync(Area, name, cancellationToken) is { } document ? Read(document.Json) : null;

    private async Task PutAsync(string name, BackupManifest backup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(backup);
        if (await FindAsync(name, cancellationToken) is { } noted && noted.At >= backup.CreatedAt)
        {
            return;
        }

        string json = JsonSerializer.Serialize(new Note(backup.CreatedAt, backup.Commit, backup.Head), Json);
        await operations.PutAsync([new OperationsDocument(Area, name, json, backup.CreatedAt)], cancellationToken);
    }

    private static Note? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Note>(json, Json);
        }
        catch (JsonException)
        {
            return null; // the next backup writes it anew
        }
    }

    /// <summary>What a note says.</summary>
    /// <param name="At">When the backup was begun (UTC).</param>
    /// <param name="Commit">The last commit in it.</param>
    /// <param name="Head">Head of the hash chain after that commit.</param>
    private sealed record Note([property: JsonRequired] DateTimeOffset At, long Commit, string Head);
}

/// <summary>When the newest backups of a store were begun (UTC); null where there is none.</summary>
/// <param name="Taken">The newest backup.</param>
/// <param name="Proven">The newest one that was restored elsewhere and found good.</param>
public readonly record struct BackupTimes(DateTimeOffset? Taken, DateTimeOffset? Proven);
