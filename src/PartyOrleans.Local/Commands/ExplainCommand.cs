using System.CommandLine;
using PartyOrleans.Local.Bundles;
using PartyOrleans.Local.Explain;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Output;
using PartyOrleans.Matching;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Commands;

/// <summary><c>party explain</c>: why two records are together or apart, and how a party came to be.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string[]> Subjects = new Argument<string[]>("SOURCE/RECORD|PARTY")
    {
        Description = "Two records, each as source/record id: why they are together or apart. One party or record: how the party came to be.",
        Arity = new ArgumentArity(1, 2),
    }.RefusingOptions();

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new Command("explain", "Explain why two records are together or apart, or how a party came to be.")
        {
            Subjects,
            SharedOptions.Database,
        }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        string[] subjects = arguments.GetRequiredValue(Subjects);
        await using IPartyStore store = await StoreAccess.OpenToReadAsync(arguments, cancellationToken);
        if (subjects.Length == 2)
        {
            RecordKey left = PartySubject.RequireKey(subjects[0]);
            RecordKey right = PartySubject.RequireKey(subjects[1]);
            if (left == right)
            {
                throw new CommandException(ExitCode.Usage, $"explain needs two records, got {left} twice.");
            }

            await PartySubject.FindRecordAsync(store, left, cancellationToken);
            await PartySubject.FindRecordAsync(store, right, cancellationToken);
            EmbeddedEngine engine = await RestoreAsync(store, console, cancellationToken);
            RecordPairAnswer answer = engine.Explain(left, right)
                ?? throw new CommandException(ExitCode.NotFound, $"{left} or {right} was deleted meanwhile.");
            WritePair(console, engine, left, right, answer);
            return ExitCode.Done;
        }

        GoldenRecord golden = await PartySubject.FindAsync(store, subjects[0], cancellationToken);
        EmbeddedEngine whole = await RestoreAsync(store, console, cancellationToken);
        WriteParty(console, golden, whole.StepsOf(golden.Party));
        return ExitCode.Done;
    }

    private static async Task<EmbeddedEngine> RestoreAsync(IPartyStore store, HubConsole console, CancellationToken cancellationToken)
    {
        Bundle bundle = await BundleChoice.FindActiveAsync(store, cancellationToken) ?? DefaultBundle.Create();
        return await WorkProgress.RunAsync(
            console, TimeProvider.System, progress => HubSession.RestoreAsync(store, bundle, progress, cancellationToken));
    }

    private static void WritePair(HubConsole console, EmbeddedEngine engine, RecordKey left, RecordKey right, RecordPairAnswer answer)
    {
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("together", answer.Together);
            json.WriteString("left_party_id", engine.PartyOf(left)?.Value);
            json.WriteString("right_party_id", engine.PartyOf(right)?.Value);
            json.WriteString("judgement", answer.Judgement switch { > 0 => "must-link", < 0 => "cannot-link", _ => "none" });
            if (answer.Pair is { } pair)
            {
                json.WriteStartObject("pair");
                ExplanationView.Write(json, pair);
                json.WriteEndObject();
            }

            json.WriteStartArray("path");
            foreach (RecordKey key in answer.Path)
            {
                json.WriteStringValue(key.ToString());
            }

            json.WriteEndArray();
            json.WriteStartArray("path_bits");
            foreach (double bits in answer.PathBits)
            {
                json.WriteNumberValue(bits);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
        string parties = answer.Together ? $"together, in party {engine.PartyOf(left)}" : $"apart, in parties {engine.PartyOf(left)} and {engine.PartyOf(right)}";
        console.Line($"{left} and {right} are {parties}.");
        if (answer.Judgement != 0)
        {
            console.Line(answer.Judgement > 0 ? "A steward judged that they are the same party." : "A steward judged that they are two parties.");
        }

        if (answer.Pair is null)
        {
            console.Line("One is a person, the other an organisation: such records are never compared.");
        }
        else
        {
            ExplanationView.Show(console, answer.Pair);
        }

        if (answer.Path.Count > 2)
        {
            IEnumerable<string> hops = answer.Path.Skip(1).Select((key, i) => $"—{Figures.Bits(answer.PathBits[i])}→ {key}");
            console.Line($"linked through {answer.Path[0]} {string.Join(' ', hops)}");
        }
    }

    private static void WriteParty(HubConsole console, GoldenRecord golden, IReadOnlyList<PartyStep> steps)
    {
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("party_id", golden.Party.Value);
            json.WriteStartArray("steps");
            foreach (PartyStep step in steps)
            {
                json.WriteStartObject();
                ExplanationView.Write(json, step);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
        console.Line($"Party {golden.Party}: {ExplanationView.Names(golden.Records)}.");
        if (steps.Count == 0)
        {
            console.Line("It has one record, so nothing had to be decided.");
        }

        for (int i = 0; i < steps.Count; i++)
        {
            ExplanationView.Show(console, i + 1, steps[i]);
        }
    }
}
