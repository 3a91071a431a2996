using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Output;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Audit;
using PartyOrleans.Storage.Backups;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Local.Backups;

/// <summary>
/// Proves that a backup can be restored and what it then is: files against the manifest, a restore into a scratch store, that store's hash chain,
/// audit log and counts, and its golden records against a fresh run. The scratch store is removed again.
/// </summary>
/// <param name="folder">The backup.</param>
/// <param name="place">Where to make the scratch store; see <see cref="ScratchStore.MakeAsync"/>.</param>
/// <param name="keys">What the store's keys are wrapped by; null for what the store names by itself.</param>
/// <param name="time">Clock of the durations.</param>
internal sealed class BackupVerification(string folder, string? place, IKeyProvider? keys, TimeProvider time)
{
    private readonly List<string> _faults = [];
    private readonly long _began = time.GetTimestamp();

    /// <summary>Verifies.</summary>
    /// <exception cref="StoreException">The folder holds no backup, or the scratch store cannot be made.</exception>
    public async Task<BackupReport> RunAsync(WorkProgress progress, CancellationToken cancellationToken)
    {
        BackupManifest manifest = BackupManifest.Read(folder);
        progress.Begin("checking files", "files", manifest.Files.Count);
        _faults.AddRange(await StoreBackups.FindFaultsAsync(folder, cancellationToken));
        var report = new BackupReport { Manifest = manifest, Faults = _faults, RestoreTime = TimeSpan.Zero, Time = TimeSpan.Zero };
        if (_faults.Count == 0)
        {
            await using ScratchStore scratch = await ScratchStore.MakeAsync(manifest, place, cancellationToken);
            progress.Begin("restoring", "files", manifest.Files.Count);
            await StoreBackups.RestoreAsync(folder, scratch.Location, cancellationToken);
            report = report with { RestoreTime = time.GetElapsedTime(_began) };
            report = await ProveAsync(report, scratch.Location, progress, cancellationToken);
        }

        progress.End();
        return report with { Time = time.GetElapsedTime(_began) };
    }

    private async Task<BackupReport> ProveAsync(BackupReport report, string location, WorkProgress progress, CancellationToken cancellationToken)
    {
        progress.Begin("looking for damage", "files", report.Manifest.Files.Count);
        IReadOnlyList<string> damage = await StoreBackups.FindDamageAsync(report.Manifest, location, cancellationToken);
        _faults.AddRange(damage);
        if (damage.Count > 0)
        {
            return report;
        }

        try
        {
            return await CompareAsync(report, location, progress, cancellationToken);
        }
        catch (StoreException unreadable)
        {
            _faults.Add(unreadable.Message);
            return report;
        }
    }

    private async Task<BackupReport> CompareAsync(BackupReport report, string location, WorkProgress progress, CancellationToken cancellationToken)
    {
        await using IPartyStore store = await StoreAccess.OpenToReadAsync(location, keys, cancellationToken);
        if (await store.CountAsync(cancellationToken) is var counts && counts != report.Manifest.Counts)
        {
            _faults.Add($"the restored store holds {counts} instead of {report.Manifest.Counts}");
        }

        if (await store.FindLastCommitAsync(cancellationToken) is var commit && commit != report.Manifest.Commit)
        {
            _faults.Add($"the restored store ends with commit {commit} instead of {report.Manifest.Commit}");
        }

        progress.Begin("proving the chain", "records", counts.Records);
        ChainReport chain = await StoreAccess.ProofOf(store).VerifyAsync(cancellationToken);
        _faults.AddRange(chain.Broken.Select(broken => $"chain: {broken}"));
        if (!string.Equals(chain.Head, report.Manifest.Head, StringComparison.OrdinalIgnoreCase))
        {
            _faults.Add($"the chain ends in {chain.Head} instead of {report.Manifest.Head}");
        }

        AuditProof? audit = null;
        if (await PartyGuards.FindAuditAsync(location, cancellationToken) is { } log)
        {
            await using (log)
            {
                audit = await log.VerifyAsync(cancellationToken);
                if (audit.BrokenAt is { } at)
                {
                    _faults.Add($"the audit log was altered at entry {at}");
                }
            }
        }

        report = report with { Chain = chain, Audit = audit };
        if (!chain.IsWhole)
        {
            return report; // rows that were altered cannot be read
        }

        progress.Begin("comparing with a fresh run", "records", counts.Records);
        FreshRunReport run = await FreshRun.CompareAsync(store, cancellationToken);
        _faults.AddRange(run.Faults);
        return report with { FreshRun = run };
    }
}
