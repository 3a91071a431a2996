using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Connectors.Contracts;

namespace PartyOrleans.Connectors.Tests.Adapters;

/// <summary>
/// Messages and what they are to become, written by hand: per folder a contract, messages as key and value parted by a tab (a hyphen for none), and one line
/// per message of what comes of it; where something differs from the contract, what is to be reported of it.
/// </summary>
public sealed class AdapterFixtureTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Adapters", "Fixtures");

    public static TheoryData<string> Fixtures => [.. Directory.GetDirectories(Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Read_WhenMessageOfAFixture_IsAsWritten(string fixture)
    {
        var ledger = new SourceLedger();
        IMessageAdapter adapter = AdapterRig.Adapter(Text(fixture, "contract.json"), ledger);

        string[] became = [.. Messages(fixture).Select(message => AdapterRig.Line(adapter.Read(message)))];

        string.Join('\n', became).ShouldBe(Text(fixture, "expected.jsonl").TrimEnd());
        string[] drift = [.. ledger.For(adapter.Source).Report().Drift.Select(Line)];
        string expected = Path.Combine(Folder, fixture, "drift.jsonl");
        string.Join('\n', drift).ShouldBe(File.Exists(expected) ? File.ReadAllText(expected).TrimEnd() : "");
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Read_WhenReadInAnyOrder_SaysTheSameOfEachMessage(string fixture)
    {
        IMessageAdapter adapter = AdapterRig.Adapter(Text(fixture, "contract.json"));
        SourceMessage[] messages = [.. Messages(fixture)];
        string[] forwards = [.. messages.Select(message => AdapterRig.Line(adapter.Read(message)))];

        string[] backwards = [.. messages.Reverse().Select(message => AdapterRig.Line(adapter.Read(message)))];

        backwards.Reverse().ShouldBe(forwards);
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Rereading_WhenMessageWasRefused_SaysTheSame(string fixture)
    {
        SourceContracts contracts = AdapterRig.Contracts(Text(fixture, "contract.json"));
        var ledger = new SourceLedger();
        IMessageAdapter adapter = contracts.AdapterFor(contracts.All.Single().Source, "topic/x", ledger);
        var rereading = new RecordRereading(contracts, ledger);
        foreach (SourceMessage message in Messages(fixture))
        {
            AdaptedMessage read = adapter.Read(message);
            if (read.Kind == AdaptedKind.Refused)
            {
                Model.DeadLetter letter = MessageLetters.Of(adapter, message, read, "topic/x");
                letter.Raw.ShouldBe(Encoding.UTF8.GetString(message.Value.Span));

                // A record id that the message told is not in the letter's source, so it is told again.
                AdapterRig.Line(rereading.Read(letter)).ShouldBe(AdapterRig.Line(read));
            }
        }
    }

    private static string Text(string fixture, string name) => File.ReadAllText(Path.Combine(Folder, fixture, name));

    private static IEnumerable<SourceMessage> Messages(string fixture)
    {
        int place = 0;
        foreach (string line in Text(fixture, "messages.tsv").TrimEnd('\n').Split('\n'))
        {
            string[] parts = line.Split('\t', 2);
            bool isTombstone = parts[1] == "-";
            yield return new SourceMessage(isTombstone ? default : Encoding.UTF8.GetBytes(parts[1]), ++place)
            {
                Key = parts[0] == "-" ? default : Encoding.UTF8.GetBytes(parts[0]),
                IsTombstone = isTombstone,
            };
        }
    }

    private static string Line(FieldDrift drift) => new JsonObject
    {
        ["field"] = drift.Field,
        ["kind"] = drift.Kind.ToString(),
        ["place"] = drift.Place,
        ["shape"] = drift.Shape,
        ["count"] = drift.Count,
    }.ToJsonString(new JsonSerializerOptions(JsonSerializerDefaults.General) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
