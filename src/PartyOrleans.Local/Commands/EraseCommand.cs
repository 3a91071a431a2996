using System.CommandLine;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party erase</c>: nothing of a party stays, a signed receipt is written, and its records are refused until that is lifted.</summary>
internal static class EraseCommand
{
    private static readonly Argument<string> Subject = new Argument<string>("PARTY|SOURCE/RECORD")
    {
        Description = "Party id, or one of its records as source/record id; with --lift the erased record.",
    }.RefusingOptions();

    private static readonly Option<string> Reason = new("--reason") { Description = "Why; stands in the receipt.", DefaultValueFactory = _ => "" };

    private static readonly Option<string> Actor = new("--actor") { Description = "Who asks for it; stands in the receipt.", DefaultValueFactory = _ => "" };

    private static readonly Option<string?> Receipt = new("--receipt") { Description = "Where the receipt goes; without it to standard output.", HelpName = "FILE" };

    private static readonly Option<bool> Lift = new("--lift") { Description = "Let an erased record come again; what was erased stays erased." };

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new Command("erase", "Destroy everything the hub holds of a party, its whole history included, and write a signed receipt.")
        {
            Subject, Reason, Actor, Receipt, Lift, SharedOptions.Database,
        }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        string subject = arguments.GetRequiredValue(Subject);
        var origin = new ChangeOrigin(ChangeKind.Erasure, arguments.GetRequiredValue(Actor), arguments.GetRequiredValue(Reason));
        string database = arguments.GetRequiredValue(SharedOptions.Database);
        await (await StoreAccess.OpenToReadAsync(arguments, cancellationToken)).DisposeAsync(); // a store that is not there is not made
        string receipt = "";
        long records = 0;
        await WorkProgress.RunAsync(console, TimeProvider.System, async progress =>
        {
            await using HubSession session = await HubSession.OpenAsync(database, bundlePath: null, train: null, progress, cancellationToken);
            if (arguments.GetValue(Lift))
            {
                RecordKey key = PartySubject.RequireKey(subject);
                if (!StoreAccess.ErasuresOf(session.Store).IsErased(key))
                {
                    throw new CommandException(ExitCode.NotFound, $"record {key} is not among the erased ones.");
                }

                await session.Store.CommitAsync(new HubChange { Lifted = [key], Origin = origin }, cancellationToken);
                return 0;
            }

            PartyId party = (await PartySubject.FindAsync(session.Store, subject, cancellationToken)).Party;
            ErasurePlan plan = await ErasurePlan.MakeAsync(session.Store, party, cancellationToken)
                ?? throw new CommandException(ExitCode.NotFound, $"there is no party {party} in the store.");
            HubChange change = session.Engine.Apply(plan.Batch, cancellationToken) with { Erased = plan.Records, Origin = origin };
            long commit = await session.Store.CommitAsync(change, CancellationToken.None);
            receipt = await StoreAccess.ErasuresOf(session.Store).FindReceiptAsync(commit, CancellationToken.None) ?? "";
            records = plan.Records.Count;
            return 0;
        });
        if (arguments.GetValue(Lift))
        {
            console.Document(json =>
            {
                json.WriteStartObject();
                json.WriteString("lifted", subject);
                json.WriteEndObject();
            });
            console.Line($"{subject} may come again.");
            return ExitCode.Done;
        }

        if (arguments.GetValue(Receipt) is { } file)
        {
            await File.WriteAllTextAsync(file, receipt + "\n", CancellationToken.None);
        }

        console.Document(json => json.WriteRawValue(receipt));
        console.Line($"{Figures.Of(records, "record")} erased; {(records == 1 ? "it is" : "they are")} refused from now on.");
        console.Line(arguments.GetValue(Receipt) is { } written ? $"receipt in {written}" : receipt);
        return ExitCode.Done;
    }
}
