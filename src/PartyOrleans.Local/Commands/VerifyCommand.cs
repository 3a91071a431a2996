using System.CommandLine;
using PartyOrleans.Local.Output;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party verify</c> and <c>party verify-receipt</c>: proofs that a store is what was committed, and that a receipt is the hub's.</summary>
internal static class VerifyCommand
{
    private static readonly Option<string?> Head = new("--head")
    {
        Description = "Head of the chain as it was noted earlier: fails where the store's chain does not hold it, so that a store put back is noticed.",
        HelpName = "HEX",
    };

    private static readonly Argument<string> Receipt = new Argument<string>("FILE") { Description = "Receipt of an erasure." }.RefusingOptions();

    private static readonly Option<string?> Key = new("--key")
    {
        Description = "The hub's public key (see party keys status); without it the key in the receipt is taken, and its fingerprint shown to compare.",
        HelpName = "PEM",
    };

    /// <summary>Makes the command that proves a store.</summary>
    public static Command Create() =>
        new Command("verify", "Prove that the store is what was committed: its hash chain, and every row that can be read.") { Head, SharedOptions.Database }
            .Does(RunAsync);

    /// <summary>Makes the command that checks a receipt, without a store.</summary>
    public static Command CreateReceipt() =>
        new Command("verify-receipt", "Check the signature of a receipt of an erasure; needs no store.") { Receipt, Key }.Does(CheckAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        await using IPartyStore store = await StoreAccess.OpenToReadAsync(arguments, cancellationToken);
        ChainReport report = await StoreAccess.ProofOf(store).VerifyAsync(cancellationToken);
        bool knowsHead = arguments.GetValue(Head) is not { } head || await StoreAccess.ProofOf(store).HasHeadAsync(head, cancellationToken);
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("whole", report.IsWhole && knowsHead);
            json.WriteNumber("links", report.Links);
            json.WriteNumber("commits", report.Commits);
            json.WriteNumber("records", report.Records);
            json.WriteNumber("golden_versions", report.GoldenVersions);
            json.WriteNumber("events", report.Events);
            json.WriteNumber("judgements", report.Judgements);
            json.WriteNumber("erased_rows", report.Erased);
            json.WriteString("head", report.Head);
            json.WriteStartArray("broken");
            foreach (string broken in report.Broken)
            {
                json.WriteStringValue(broken);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
        console.Line($"{Figures.Of(report.Commits, "commit")} in a chain of {Figures.Of(report.Links, "link")}: {Figures.Of(report.Records, "record content")}, "
            + $"{Figures.Of(report.GoldenVersions, "golden version")}, {Figures.Of(report.Events, "event")} and {Figures.Of(report.Judgements, "judgement")} "
            + $"are as committed; {Figures.Of(report.Erased, "row")} erased.");
        console.Line($"head {report.Head}");
        foreach (string broken in report.Broken)
        {
            console.Note($"broken: {broken}");
        }

        if (!knowsHead)
        {
            console.Note("broken: the chain does not hold the head that was given: the store was put back, or is another one.");
        }

        return report.IsWhole && knowsHead ? ExitCode.Done : ExitCode.NotGenuine;
    }

    private static async Task<int> CheckAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        string path = arguments.GetRequiredValue(Receipt);
        string? pem = arguments.GetValue(Key) is { } file ? await ReadAsync(file, cancellationToken) : null;
        ReceiptCheck check;
        try
        {
            check = ErasureReceipt.Check(await ReadAsync(path, cancellationToken), pem);
        }
        catch (FormatException broken)
        {
            throw new CommandException(ExitCode.Input, $"{path}: {broken.Message}");
        }

        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("valid", check.IsValid);
            json.WriteString("key", check.KeyFingerprint);
            json.WritePropertyName("statement");
            json.WriteRawValue(check.Statement);
            json.WriteEndObject();
        });
        console.Line(check.IsValid ? "The receipt is signed by the key below, and was not changed." : "The receipt was changed, or another key signed it.");
        console.Line($"key {check.KeyFingerprint}");
        return check.IsValid ? ExitCode.Done : ExitCode.NotGenuine;
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Input, $"{path} cannot be read: {failed.Message}");
        }
    }
}
