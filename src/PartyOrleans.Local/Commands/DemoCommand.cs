using System.CommandLine;
using PartyOrleans.Api.Loads;
using PartyOrleans.Local.Demo;
using PartyOrleans.Local.Explain;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Resolution.Embedded;
using Spectre.Console;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party demo</c>: three differing files of invented persons and organisations, resolved and explained.</summary>
internal static class DemoCommand
{
    /// <summary>The story whose party is shown in full.</summary>
    private const string ShownTogether = "Nickname and move";

    /// <summary>The story whose two parties are shown to be apart.</summary>
    private const string ShownApart = "Father and son";

    private static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "Folder for the demo's files and store; made where it is absent.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => "party-demo",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new Command("demo", "Load three differing files of invented persons and organisations, resolve them, and show what was found and why.")
        {
            Out,
        }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        string folder = arguments.GetRequiredValue(Out);
        await using DemoRun demo = await WorkProgress.RunAsync(
            console, TimeProvider.System, progress => DemoRun.RunAsync(folder, (file, inUse) => InputReport.Show(console, file, inUse), progress, cancellationToken));
        WriteDocument(console, folder, demo);
        if (!console.Json)
        {
            await ShowAsync(console, folder, demo, cancellationToken);
        }

        return ExitCode.Done;
    }

    private static async Task ShowAsync(HubConsole console, string folder, DemoRun demo, CancellationToken cancellationToken)
    {
        await foreach (DeadLetter refused in demo.Store.ReadDeadLettersAsync(cancellationToken))
        {
            console.Line($"refused, and kept for mending: {refused.Input}: line {refused.Line}: {refused.Reason}");
        }

        console.Line();
        console.Line($"{Figures.Of(demo.Counts.Records, "record")} are {Figures.Of(demo.Counts.Parties, "party", "parties")}; {Figures.Of(demo.Counts.Reviews, "pair")} left for a steward to review.");
        console.Line();
        ShowStories(console, demo);
        GoldenRecord golden = ShowTogether(console, demo);
        ShowApartPair(console, demo);
        string database = DemoRun.DatabaseIn(folder);
        console.Line("Look around:");
        console.Line($"  ./party show {golden.Party} --history --db {database}");
        console.Line($"  ./party explain {golden.Party} --db {database}");
        console.Line($"  ./party export golden --db {database}");
        console.Line("Your own files:");
        console.Line("  ./party map FILE          which columns are recognised, and why");
        console.Line("  ./party load FILE...      into party.db");
    }

    private static void ShowStories(HubConsole console, DemoRun demo)
    {
        Table table = new Table().Border(TableBorder.Simple);
        table.AddColumn("", column => column.NoWrap());
        table.AddColumn("story", column => column.NoWrap());
        table.AddColumn("records", column => column.RightAligned().NoWrap());
        table.AddColumn("parties", column => column.RightAligned().NoWrap());
        table.AddColumn("what it shows");
        foreach (StoryOutcome outcome in demo.Outcomes)
        {
            table.AddRow(
                outcome.Found ? new Text("found", new Style(Color.Green)) : new Text("differs", new Style(Color.Red)),
                new Text(outcome.Story.Name),
                new Text(Figures.Count(outcome.Story.Parties.Sum(party => party.Count))),
                new Text(Figures.Count(outcome.Story.Parties.Count)),
                new Text(outcome.Story.Lesson));
        }

        console.Show(table);
        console.Line($"{demo.Outcomes.Count(outcome => outcome.Found)} of {demo.Outcomes.Count} stories found exactly as they are told.");
        console.Line();
    }

    private static GoldenRecord ShowTogether(HubConsole console, DemoRun demo)
    {
        RecordKey first = DemoRun.Key(Story(ShownTogether).Parties[0][0]);
        PartyId party = demo.Engine.PartyOf(first) ?? throw new InvalidOperationException($"The demo record {first} was not loaded.");
        GoldenRecord golden = demo.Engine.GoldenOf(party)!;
        console.Line($"{ShownTogether}: one golden record, every cell with the record and the rule that it came by.");
        var records = new List<SourceRecord>();
        foreach (RecordKey key in golden.Records)
        {
            records.Add(new SourceRecord(key, demo.Engine.ValuesOf(key)!));
        }

        foreach (Table table in SideBySide.Draw(golden, records, HubConsole.Width))
        {
            console.Show(table);
        }

        foreach ((PartyStep step, int index) in demo.Engine.StepsOf(party).Select((step, index) => (step, index)))
        {
            ExplanationView.Show(console, index + 1, step);
        }

        console.Line();
        return golden;
    }

    private static void ShowApartPair(HubConsole console, DemoRun demo)
    {
        DemoStory story = Story(ShownApart);
        RecordKey left = DemoRun.Key(story.Parties[0][0]);
        RecordKey right = DemoRun.Key(story.Parties[1][0]);
        if (demo.Engine.Explain(left, right) is { Together: false, Pair: { } pair })
        {
            console.Line($"{ShownApart}: {left} and {right} stay apart. {story.Lesson}");
            ExplanationView.Show(console, pair);
            console.Line();
        }
    }

    private static DemoStory Story(string name) => DemoStories.All.First(story => string.Equals(story.Name, name, StringComparison.Ordinal));

    private static void WriteDocument(HubConsole console, string folder, DemoRun demo)
    {
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("db", DemoRun.DatabaseIn(folder));
            json.WriteStartArray("inputs");
            foreach (FileLoadResult load in demo.Loads)
            {
                json.WriteStartObject();
                InputReport.Write(json, load.Input, load.InUse);
                json.WriteNumber("accepted", load.Accepted);
                json.WriteNumber("rejected", load.Rejected);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("records", demo.Counts.Records);
            json.WriteNumber("parties", demo.Counts.Parties);
            json.WriteNumber("reviews", demo.Counts.Reviews);
            json.WriteNumber("dead_letters", demo.Counts.DeadLetters);
            json.WriteStartArray("stories");
            foreach (StoryOutcome outcome in demo.Outcomes)
            {
                json.WriteStartObject();
                json.WriteString("name", outcome.Story.Name);
                json.WriteString("lesson", outcome.Story.Lesson);
                json.WriteBoolean("found", outcome.Found);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
