using System.CommandLine;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Output;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Backups;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Local.Backups;

/// <summary><c>party backup</c>, <c>party backup verify</c> and <c>party restore</c>.</summary>
internal static class BackupCommand
{
    private static readonly Option<string> Out = new("--out")
    {
        Description = "Folder to make for the backup; a new one for each.", HelpName = "FOLDER", Required = true,
    };

    private static readonly Option<string?> CopyKeys = new("--copy-keys")
    {
        Description = "Also copy the store's key file to this place; keep it apart from the backups: without it they cannot be read, with it everybody can.", HelpName = "FILE",
    };

    private static readonly Argument<string> Folder = new Argument<string>("FOLDER") { Description = "Folder of the backup." }.RefusingOptions();

    private static readonly Option<string?> Keys = new("--keys")
    {
        Description = "Copy of the key file that protects the store; without it PARTY_KEYS, or what a database's store finds on this machine.", HelpName = "FILE",
    };

    private static readonly Option<string?> Scratch = new("--scratch")
    {
        Description = "Where the store is restored for the time of the verification: a folder (default: that of temporary files), for PostgreSQL a database whose user may make another one.",
        HelpName = "PLACE",
    };

    private static readonly Option<string?> Note = new("--note")
    {
        Description = "The store that the backup is of: notes beside it that the backup is good, which a hub that serves it tells as a metric.", HelpName = "STORE",
    };

    private static readonly Option<string> Target = new("--db")
    {
        Description = "The store to make: a SQLite file that is not there, or a PostgreSQL database whose schema is empty.", HelpName = "STORE", Required = true,
    };

    /// <summary>Makes the command that takes and verifies backups.</summary>
    public static Command Create() =>
        new Command("backup", "Take a backup of the store and what lies beside it; a hub may be serving it.")
        {
            Out,
            CopyKeys,
            SharedOptions.Database,
            new Command("verify", "Prove a backup: restore it into a scratch store, prove its chain, and compare every golden record with a fresh run.") { Folder, Keys, Scratch, Note }.Does(VerifyAsync),
        }.Does(TakeAsync);

    /// <summary>Makes the command that restores.</summary>
    public static Command CreateRestore() =>
        new Command("restore", "Make a store of a backup, where there is none yet.") { Folder, Target, Keys }.Does(RestoreAsync);

    private static async Task<int> TakeAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        string database = arguments.GetRequiredValue(SharedOptions.Database);
        string folder = arguments.GetRequiredValue(Out);
        TimeProvider time = TimeProvider.System;
        long began = time.GetTimestamp();
        BackupManifest manifest = await StoreBackups.TakeAsync(database, folder, time, cancellationToken);
        if (arguments.GetValue(CopyKeys) is { } copy)
        {
            if (!BackupKeys.AreInAFile(manifest))
            {
                throw new CommandException(ExitCode.Usage, $"--copy-keys: the store is protected by {string.Join(", ", manifest.KeysWrappedBy)}, not by a key file. The backup is in {folder}.");
            }

            BackupKeys.Keep(database, copy); // after the store: a key file only grows
        }

        await NoteAsync(database, manifest, console, cancellationToken);
        TimeSpan took = time.GetElapsedTime(began);
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("folder", Path.GetFullPath(folder));
            json.WriteNumber("commit", manifest.Commit);
            json.WriteString("head", manifest.Head);
            json.WriteNumber("records", manifest.Counts.Records);
            json.WriteNumber("bytes", manifest.Files.Sum(file => file.Bytes));
            json.WriteStartArray("keys_wrapped_by");
            foreach (string key in manifest.KeysWrappedBy)
            {
                json.WriteStringValue(key);
            }

            json.WriteEndArray();
            json.WriteNumber("seconds", Math.Round(took.TotalSeconds, 3));
            json.WriteEndObject();
        });
        console.Line($"{folder}: {Figures.Of(manifest.Counts.Records, "record")} as of commit {manifest.Commit}, {Figures.Count(manifest.Files.Sum(file => file.Bytes))} bytes in {Figures.Duration(took)}");
        console.Line($"head {manifest.Head}");
        if (BackupKeys.AreInAFile(manifest) && arguments.GetValue(CopyKeys) is null)
        {
            console.Note($"The key file ({string.Join(", ", manifest.KeysWrappedBy)}) is not part of the backup: keep a copy of it apart (--copy-keys FILE).");
        }

        return ExitCode.Done;
    }

    /// <summary>Notes beside the store that a backup was taken. The backup is whole without: who may only read the store can take one, too.</summary>
    private static async Task NoteAsync(string database, BackupManifest manifest, HubConsole console, CancellationToken cancellationToken)
    {
        try
        {
            await using IOperationsStore operations = await PartyGuards.OpenOperationsAsync(database, cancellationToken);
            await new BackupNotes(operations).TakenAsync(manifest, cancellationToken);
        }
        catch (StoreException failure)
        {
            console.Note($"The backup is whole, but could not be noted beside the store, so the hub's metrics do not tell of it: {failure.Message}");
        }
    }

    /// <summary>Makes sure that a backup is one of a store.</summary>
    private static async Task RequireOriginAsync(string database, BackupManifest manifest, string folder, CancellationToken cancellationToken)
    {
        await using IPartyStore store = await StoreAccess.OpenToReadAsync(database, cancellationToken);
        if (!await StoreAccess.ProofOf(store).HasHeadAsync(manifest.Head, cancellationToken))
        {
            throw new CommandException(ExitCode.NotGenuine, $"--note: {PartyStores.Describe(database)} never had the head of {folder}, so the backup is of another store.");
        }
    }

    private static async Task<int> VerifyAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        string folder = arguments.GetRequiredValue(Folder);
        BackupManifest manifest = BackupManifest.Read(folder);
        string? noted = arguments.GetValue(Note);
        if (noted is not null)
        {
            await RequireOriginAsync(noted, manifest, folder, cancellationToken);
        }

        IKeyProvider? keys = BackupKeys.ForReading(manifest, arguments.GetValue(Keys));
        var verification = new BackupVerification(folder, arguments.GetValue(Scratch), keys, TimeProvider.System);
        BackupReport report = await WorkProgress.RunAsync(console, TimeProvider.System, progress => verification.RunAsync(progress, cancellationToken));
        report.Show(console);
        if (noted is not null && report.Faults.Count == 0)
        {
            await using IOperationsStore operations = await PartyGuards.OpenOperationsAsync(noted, cancellationToken);
            await new BackupNotes(operations).ProvenAsync(manifest, cancellationToken);
        }

        return report.Faults.Count == 0 ? ExitCode.Done : ExitCode.NotGenuine;
    }

    private static async Task<int> RestoreAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        string folder = arguments.GetRequiredValue(Folder);
        string database = arguments.GetRequiredValue(Target);
        TimeProvider time = TimeProvider.System;
        long began = time.GetTimestamp();
        BackupManifest manifest = BackupManifest.Read(folder);
        IReadOnlyList<string> faults = await StoreBackups.FindFaultsAsync(folder, cancellationToken);
        if (faults.Count > 0)
        {
            foreach (string fault in faults)
            {
                console.Note($"fault: {fault}");
            }

            throw new CommandException(ExitCode.NotGenuine, $"{folder} is not what the backup wrote; nothing was restored.");
        }

        if (arguments.GetValue(Keys) is { } keys)
        {
            BackupKeys.BringBack(keys, database);
        }

        await StoreBackups.RestoreAsync(folder, database, cancellationToken);
        TimeSpan took = time.GetElapsedTime(began);
        await using IPartyStore store = await OpenAsync(database, cancellationToken);
        StoreCounts counts = await store.CountAsync(cancellationToken);
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("commit", manifest.Commit);
            json.WriteString("head", manifest.Head);
            json.WriteNumber("records", counts.Records);
            json.WriteNumber("parties", counts.Parties);
            json.WriteNumber("seconds", Math.Round(took.TotalSeconds, 3));
            json.WriteEndObject();
        });
        console.Line($"{PartyStores.Describe(database)}: {Figures.Of(counts.Records, "record")}, {Figures.Of(counts.Parties, "party", "parties")} as of commit {manifest.Commit} ({manifest.CreatedAt:u}), in {Figures.Duration(took)}");
        console.Line($"head {manifest.Head}");
        return ExitCode.Done;
    }

    private static async Task<IPartyStore> OpenAsync(string database, CancellationToken cancellationToken)
    {
        try
        {
            return await StoreAccess.OpenToReadAsync(database, cancellationToken);
        }
        catch (StoreException failure)
        {
            throw new CommandException(ExitCode.Storage, $"the store is restored and cannot be opened yet: {failure.Message}", failure);
        }
    }
}
