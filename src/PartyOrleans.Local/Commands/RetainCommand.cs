using System.CommandLine;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party retain</c>: drops the values that the bundle allows no longer, with their past.</summary>
internal static class RetainCommand
{
    /// <summary>Records per commit.</summary>
    private const int MostRecords = 10_000;

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Count what would go, and change nothing." };

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new Command("retain", "Drop the values that passed the age which the store's bundle allows them, also from the history.")
        {
            DryRun, SharedOptions.Database,
        }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        await (await StoreAccess.OpenToReadAsync(arguments, cancellationToken)).DisposeAsync(); // a store that is not there is not made
        bool dry = arguments.GetValue(DryRun);
        (long records, long deleted, long values) = (0, 0, 0);
        await WorkProgress.RunAsync(console, TimeProvider.System, async progress =>
        {
            await using HubSession session = await HubSession.OpenAsync(
                arguments.GetRequiredValue(SharedOptions.Database), bundlePath: null, train: null, progress, cancellationToken);
            PrivacyPolicy policy = (await BundleChoice.ForStoreAsync(session.Store, null, null, cancellationToken)).Privacy;
            var origin = new ChangeOrigin(ChangeKind.Retention);
            await foreach (RetentionPlan plan in RetentionPlan.MakeAsync(
                session.Store, StoreAccess.TimelineOf(session.Store), policy, TimeProvider.System.GetUtcNow(), MostRecords, cancellationToken))
            {
                records += plan.Redacted.Count;
                deleted += plan.Batch.Deletes.Count;
                values += plan.Values;
                if (!dry)
                {
                    HubChange change = session.Engine.Apply(plan.Batch, cancellationToken) with { Redacted = plan.Redacted, Origin = origin };
                    await session.Store.CommitAsync(change, CancellationToken.None);
                }
            }

            return 0;
        });
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("dry_run", dry);
            json.WriteNumber("records", records);
            json.WriteNumber("deleted", deleted);
            json.WriteNumber("values", values);
            json.WriteEndObject();
        });
        console.Line($"{Figures.Of(values, "value")} of {Figures.Of(records, "record")} {(dry ? "would go" : "dropped")}, {Figures.Of(deleted, "record")} with nothing left.");
        return ExitCode.Done;
    }
}
