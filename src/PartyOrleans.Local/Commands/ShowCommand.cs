using System.CommandLine;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Local.Export;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Storage;
using Spectre.Console;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party show</c>: a party with its records side by side; without an argument what the store holds.</summary>
internal static class ShowCommand
{
    private static readonly Argument<string?> Subject = new Argument<string?>("PARTY|SOURCE/RECORD")
    {
        Description = "Party id, or a record as source/record id, whose party is shown; nothing for the numbers of the store.",
        Arity = ArgumentArity.ZeroOrOne,
    }.RefusingOptions();

    private static readonly Option<bool> History = new("--history") { Description = "Add the party's events and how many versions it had." };

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new Command("show", "Show a party with its records side by side, or what the store holds.")
        {
            Subject,
            History,
            SharedOptions.Database,
        }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        await using IPartyStore store = await StoreAccess.OpenToReadAsync(arguments, cancellationToken);
        if (arguments.GetValue(Subject) is not { Length: > 0 } subject)
        {
            ShowCounts(console, PartyStores.Describe(arguments.GetRequiredValue(SharedOptions.Database)), await store.CountAsync(cancellationToken));
            return ExitCode.Done;
        }

        GoldenRecord golden = await PartySubject.FindAsync(store, subject, cancellationToken);
        var records = new List<StoredRecord>();
        foreach (RecordKey key in golden.Records)
        {
            if (await store.FindRecordAsync(key, cancellationToken) is { } record)
            {
                records.Add(record);
            }
        }

        List<KeyValuePair<DateTimeOffset, PartyEvent>> events = [];
        if (arguments.GetValue(History))
        {
            await foreach (KeyValuePair<DateTimeOffset, PartyEvent> happened in store.ReadEventsAsync(golden.Party, cancellationToken))
            {
                events.Add(happened);
            }
        }

        Write(console, subject, golden, records, events);
        return ExitCode.Done;
    }

    private static void Write(
        HubConsole console, string subject, GoldenRecord golden, List<StoredRecord> records, List<KeyValuePair<DateTimeOffset, PartyEvent>> events)
    {
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("golden");
            PartyJson.WriteGolden(json, golden, NoMask.Instance);
            json.WriteEndObject();
            json.WriteStartArray("records");
            foreach (StoredRecord record in records)
            {
                json.WriteStartObject();
                PartyJson.WriteRecord(json, record, NoMask.Instance);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (events.Count > 0)
            {
                json.WriteStartArray("events");
                foreach ((DateTimeOffset at, PartyEvent happened) in events)
                {
                    json.WriteStartObject();
                    json.WriteString("committed_at", ExportKinds.Time(at));
                    PartyJson.WriteEvent(json, happened);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        });
        console.Line($"Party {golden.Party}: {ExportKinds.TypeName(golden.Type)}, {Figures.Of(golden.Records.Count, "record")}."
            + (subject.Contains('/') || string.Equals(subject, golden.Party.Value, StringComparison.Ordinal) ? "" : $" {subject} redirects here."));
        SourceRecord[] decoded = [.. records.Select(record => new SourceRecord(record.Key, RecordContent.Decode(record.Content)))];
        foreach (Table table in SideBySide.Draw(golden, decoded, HubConsole.Width))
        {
            console.Show(table);
        }

        foreach ((DateTimeOffset at, PartyEvent happened) in events)
        {
            string other = happened.Other is { } party ? $" {party}" : "";
            console.Line($"{ExportKinds.Time(at)}  {ExportKinds.KindName(happened.Kind)}{other}  {string.Join(", ", happened.Records)}");
        }
    }

    private static void ShowCounts(HubConsole console, string database, StoreCounts counts)
    {
        (string Name, long Count)[] numbers =
        [
            ("records", counts.Records), ("parties", counts.Parties), ("golden_versions", counts.GoldenVersions), ("reviews", counts.Reviews),
            ("judgements", counts.Judgements), ("dead_letters", counts.DeadLetters),
        ];
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("db", database);
            foreach ((string name, long count) in numbers)
            {
                json.WriteNumber(name, count);
            }

            json.WriteEndObject();
        });
        console.Line(database);
        foreach ((string name, long count) in numbers)
        {
            console.Line($"  {name.Replace('_', ' '),-16}{Figures.Count(count),14}");
        }
    }
}
