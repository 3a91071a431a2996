using System.CommandLine;
using PartyOrleans.Local.Export;
using PartyOrleans.Local.Output;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party keys</c>: how the store's keys stand, and their exchange.</summary>
internal static class KeysCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new("keys", "The keys that protect the store.")
    {
        new Command("status", "Show the store's keys (never the secrets) and the public key of its receipts.") { SharedOptions.Database }.Does(StatusAsync),
        new Command("rotate", "Exchange the data key and the key that wraps it, and seal every row anew; goes on where an earlier exchange stopped.")
        {
            SharedOptions.Database,
        }.Does(RotateAsync),
    };

    private static async Task<int> StatusAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        await using IPartyStore store = await StoreAccess.OpenToReadAsync(arguments, cancellationToken);
        KeyringStatus status = await StoreAccess.KeyringOf(store).ReadKeysAsync(cancellationToken);
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("rotating", status.IsRotating);
            json.WriteStartArray("keys");
            foreach (KeyInfo key in status.Keys)
            {
                json.WriteStartObject();
                json.WriteNumber("id", key.Id);
                json.WriteString("purpose", key.Purpose);
                json.WriteString("wrapped_by", key.WrappedBy);
                json.WriteString("created", ExportKinds.Time(key.Created));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("receipt_key", StoreAccess.ErasuresOf(store).ReceiptKey);
            json.WriteEndObject();
        });
        foreach (KeyInfo key in status.Keys)
        {
            console.Line($"{key.Id,4}  {key.Purpose,-12} wrapped by {key.WrappedBy}  {ExportKinds.Time(key.Created)}");
        }

        console.Line(status.IsRotating ? "An exchange was begun and is not done: party keys rotate goes on." : "No exchange is under way.");
        console.Line(StoreAccess.ErasuresOf(store).ReceiptKey);
        return ExitCode.Done;
    }

    private static async Task<int> RotateAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        await (await StoreAccess.OpenToReadAsync(arguments, cancellationToken)).DisposeAsync(); // a store that is not there is not made
        await using IPartyStore store = await StoreAccess.OpenToWriteAsync(arguments.GetRequiredValue(SharedOptions.Database), cancellationToken);
        long rows = await StoreAccess.KeyringOf(store).RotateAsync(cancellationToken);
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("rows", rows);
            json.WriteEndObject();
        });
        console.Line($"{Figures.Of(rows, "row")} sealed by the new key; the old one is gone.");
        return ExitCode.Done;
    }
}
