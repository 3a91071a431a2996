using System.CommandLine;
using System.Globalization;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Output;
using PartyOrleans.Storage.Audit;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Access;

/// <summary><c>party audit</c>: who read or changed what, or whether the log is whole; beside a hub that runs too.</summary>
internal static class AuditCommand
{
    private static readonly Option<string?> Actor = new("--actor") { Description = "Only what this caller did.", HelpName = "NAME" };
    private static readonly Option<string?> Action = new("--action") { Description = "Only calls of this endpoint.", HelpName = "NAME" };
    private static readonly Option<string?> Party = new("--party") { Description = "Only what names this party.", HelpName = "ID" };
    private static readonly Option<string?> Record = new("--record") { Description = "Only what names this record.", HelpName = "SOURCE/RECORD" };
    private static readonly Option<bool> Verify = new("--verify") { Description = "Check every entry against the chain of hashes instead." };

    private static readonly Option<int> Limit = new("--limit")
    {
        Description = "Most entries to show, newest first; 1 to 1000.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => 50,
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new Command("audit", "Show who read or changed what and why, or check that the audit log is whole.")
        {
            Actor,
            Action,
            Party,
            Record,
            Limit,
            Verify,
            SharedOptions.Database,
        }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        int limit = arguments.GetValue(Limit);
        if (limit is < 1 or > 1000)
        {
            throw new CommandException(ExitCode.Usage, $"--limit: {limit.ToString(CultureInfo.InvariantCulture)} is not between 1 and 1000.");
        }

        string database = arguments.GetRequiredValue(SharedOptions.Database);
        await using IAuditLog? log = await PartyGuards.FindAuditAsync(database, cancellationToken);
        if (log is null)
        {
            throw new CommandException(ExitCode.NotFound, $"{PartyStores.Describe(database)} has no audit log: nothing was served from it yet.");
        }

        if (arguments.GetValue(Verify))
        {
            return Prove(console, PartyStores.Describe(database), await log.VerifyAsync(cancellationToken));
        }

        var query = new AuditQuery
        {
            Actor = arguments.GetValue(Actor), Action = arguments.GetValue(Action), Party = arguments.GetValue(Party), Record = arguments.GetValue(Record),
        };
        Show(console, await ReadAsync(log, limit, query, cancellationToken));
        return ExitCode.Done;
    }

    private static async Task<List<AuditRow>> ReadAsync(IAuditLog log, int limit, AuditQuery query, CancellationToken cancellationToken)
    {
        var rows = new List<AuditRow>();
        for (long? before = 0; before is not null && rows.Count < limit;)
        {
            AuditPage page = await log.ReadAsync(query with { Before = before.Value, Limit = limit - rows.Count }, cancellationToken);
            rows.AddRange(page.Rows);
            before = page.Before;
        }

        return rows;
    }

    private static void Show(HubConsole console, List<AuditRow> rows)
    {
        console.Document(json =>
        {
            json.WriteStartArray();
            foreach (AuditRow row in rows)
            {
                json.WriteStartObject();
                json.WriteNumber("sequence", row.Sequence);
                AuditEntryJson.WriteMembers(json, row.Entry);
                json.WriteString("hash", Convert.ToHexStringLower(row.Hash));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        foreach (AuditRow row in rows)
        {
            AuditEntry entry = row.Entry;
            string what = string.Join(' ', entry.Parties.Concat(entry.Records))
                + (entry.Others > 0 ? string.Create(CultureInfo.InvariantCulture, $" and {entry.Others} others") : "");
            string unmasked = entry.Unmasked.Count > 0 ? $"  unmasked {string.Join(", ", entry.Unmasked)}" : "";
            string why = entry.Purpose.Length > 0 ? $"  \"{entry.Purpose}\"" : "";
            console.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Sequence,8}  {entry.At.UtcDateTime:yyyy-MM-dd HH:mm:ss'Z'}  {entry.Actor} ({entry.Via})  {entry.Action} {entry.Result}  {what}{unmasked}{why}"));
        }
    }

    private static int Prove(HubConsole console, string store, AuditProof proof)
    {
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("holds", proof.BrokenAt is null);
            json.WriteNumber("entries", proof.Entries);
            json.WriteString("head", proof.Head);
            if (proof.BrokenAt is { } broken)
            {
                json.WriteNumber("broken_at", broken);
            }

            json.WriteEndObject();
        });
        console.Line(proof.BrokenAt is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"{store}: entry {at} was altered, removed or put in; the {proof.Entries} before it are whole.")
            : string.Create(CultureInfo.InvariantCulture, $"{store}: {proof.Entries} entries, all as they were written; head {proof.Head}."));
        return proof.BrokenAt is null ? ExitCode.Done : ExitCode.Storage;
    }
}
