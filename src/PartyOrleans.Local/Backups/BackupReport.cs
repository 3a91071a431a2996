using System.Globalization;
using System.Text.Json;
using PartyOrleans.Local.Output;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Audit;
using PartyOrleans.Storage.Backups;

namespace PartyOrleans.Local.Backups;

/// <summary>What the verification of a backup found. What could not be looked at, because of what was found before, is null.</summary>
internal sealed record BackupReport
{
    /// <summary>The backup.</summary>
    public required BackupManifest Manifest { get; init; }

    /// <summary>Everything that is not as it was written or as it should be, in the order in which it was found; empty for a good backup.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>The proof of the restored store's chain and rows.</summary>
    public ChainReport? Chain { get; init; }

    /// <summary>The proof of the restored audit log; null where the backup has none, too.</summary>
    public AuditProof? Audit { get; init; }

    /// <summary>How the restored store compares with a fresh run over its records.</summary>
    public FreshRunReport? FreshRun { get; init; }

    /// <summary>Time that checking the files and restoring took.</summary>
    public required TimeSpan RestoreTime { get; init; }

    /// <summary>Time that all of it took.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>Writes the report.</summary>
    public void Show(HubConsole console)
    {
        console.Document(Write);
        console.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{Manifest.Store} store of {Manifest.CreatedAt:u}: commit {Manifest.Commit}, {Figures.Of(Manifest.Counts.Records, "record")}, {Figures.Of(Manifest.Counts.Parties, "party", "parties")}"));
        console.Line($"  files            {Figures.Of(Manifest.Files.Count, "file")}, {Figures.Count(Manifest.Files.Sum(file => file.Bytes))} bytes; restored in {Figures.Duration(RestoreTime)}");
        if (Chain is { } chain)
        {
            console.Line($"  chain            {Figures.Of(chain.Commits, "commit")}, {Figures.Of(chain.GoldenVersions, "golden version")}; head {chain.Head}");
        }

        if (Audit is { } audit)
        {
            console.Line($"  audit log        {Figures.Of(audit.Entries, "entry", "entries")}");
        }

        if (FreshRun is { } run)
        {
            console.Line($"  fresh run        {Figures.Of(run.Golden, "golden record")} compared, {Figures.Count(run.Differing)} differ");
        }

        foreach (string fault in Faults)
        {
            console.Note($"fault: {fault}");
        }

        console.Line(Faults.Count == 0
            ? $"The backup is whole and gives the golden records of a fresh run ({Figures.Duration(Time)})."
            : $"The backup is NOT good: {Figures.Of(Faults.Count, "fault")}.");
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBoolean("good", Faults.Count == 0);
        json.WriteString("store", Manifest.Store);
        json.WriteString("created_at", Manifest.CreatedAt);
        json.WriteNumber("commit", Manifest.Commit);
        json.WriteNumber("records", Manifest.Counts.Records);
        json.WriteNumber("bytes", Manifest.Files.Sum(file => file.Bytes));
        if (Chain is { } chain)
        {
            json.WriteString("head", chain.Head);
            json.WriteNumber("commits", chain.Commits);
            json.WriteNumber("golden_versions", chain.GoldenVersions);
        }

        if (Audit is { } audit)
        {
            json.WriteNumber("audit_entries", audit.Entries);
        }

        if (FreshRun is { } run)
        {
            json.WriteNumber("golden_compared", run.Golden);
            json.WriteNumber("golden_differing", run.Differing);
        }

        json.WriteNumber("restore_seconds", Math.Round(RestoreTime.TotalSeconds, 3));
        json.WriteNumber("seconds", Math.Round(Time.TotalSeconds, 3));
        json.WriteStartArray("faults");
        foreach (string fault in Faults)
        {
            json.WriteStringValue(fault);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
