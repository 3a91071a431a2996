using System.Globalization;
using System.Text;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Tests.Adapters;

/// <summary>Files of sources that have a contract.</summary>
public sealed class ContractedFileTests
{
    private const string Csv = """
        {"source":"crm","adapter":"csv","mapping":{"recordId":"id","columns":{"name":"name.full"}},
         "schema":{"type":"object","required":["id"],"properties":{"id":{"type":"string"},"name":{"type":"string"},"age":{"type":"integer"}}}}
        """;

    private const string Billing = """
        {"source":"billing","adapter":"debezium","mapping":{"recordId":"id","columns":{"name":"name.full"}},
         "schema":{"type":"object","required":["id"],"properties":{"id":{"type":"integer"},"name":{"type":["string","null"]}}}}
        """;

    [Fact]
    public async Task ReadAsync_WhenCsvDiffers_RefusesAndReportsTheFirstSampleWhateverTheThreads()
    {
        var text = new StringBuilder("id,name,age,tier\n");
        for (int i = 1; i <= 400; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},Name {i},{(i % 50 == 0 ? "old" : "7")},{(i > 90 ? "gold" : "")}\n");
        }

        foreach (int threads in (int[])[1, 4])
        {
            var ledger = new SourceLedger();
            var options = new InputOptions { Contracts = AdapterRig.Contracts(Csv), Ledger = ledger, ChunkBytes = 256, Parallelism = threads };

            Reading reading = await Reading.OfTextAsync(text.ToString(), options, "crm.csv");

            (reading.Records.Count, reading.Dead.Count, reading.Dead[0].Kind, reading.Dead[0].Line).ShouldBe((392, 8, DeadLetterKind.Contract, 51));
            reading.Dead[0].Reason.ShouldBe("not what the contract says: age is of another kind (text), integer is expected");
            reading.Mapping.Adapter.ShouldBe("csv");
            ledger.For("crm").Report().Drift.Select(drift => (drift.Field, drift.Kind, drift.Place, drift.Shape, drift.Count))
                .ShouldBe([("age", FieldDriftKind.Retyped, 51L, "text a+", 8L), ("tier", FieldDriftKind.Unknown, 92L, "text a+", 310L)]);
        }
    }

    [Fact]
    public async Task ReadAsync_WhenARefusedRowIsReadAgain_SaysTheSameAndTakesAMendedOne()
    {
        SourceContracts contracts = AdapterRig.Contracts(Csv);
        Reading reading = await Reading.OfTextAsync("id;name;age\n1;Ann;old\n", new InputOptions { Contracts = contracts }, "crm.csv");
        var rereading = new PartyOrleans.Connectors.Adapters.RecordRereading(contracts, new SourceLedger());

        AdapterRig.Line(rereading.Read(reading.Dead[0])).ShouldBe(
            """{"refused":"Contract","key":"crm/","reason":"not what the contract says: age is of another kind (text), integer is expected"}""");
        AdapterRig.Line(rereading.Read(reading.Dead[0], "1;Ann;17")).ShouldBe("""{"upsert":"crm/1","values":["name.full=Ann","age=17"]}""");
    }

    [Theory]
    [InlineData("people.csv", "record_id,first_name,last_name\n,Ann,Lee\n", "5,Ann,Lee", """{"upsert":"people/5","values":["name.given=Ann","name.family=Lee"]}""")]
    [InlineData("people.jsonl", """{"name_first": "Ann", "name_last": "Lee" """, """{"name_first": "Ann", "name_last": "Lee"}""",
        """{"upsert":"people/1","values":["name.given=Ann","name.family=Lee"]}""")]
    public async Task ReadAsync_WhenThereIsNoContract_RefusedLinesAreReadAgainAsTheFileWas(string name, string text, string mended, string expected)
    {
        string sound = name.EndsWith(".csv", StringComparison.Ordinal) ? text + "2,Bo,Ray\n3,Cy,Fox\n" : text + "\n{\"name_first\": \"Bo\", \"name_last\": \"Ray\"}\n";
        Reading reading = await Reading.OfTextAsync(sound, name: name);
        var rereading = new PartyOrleans.Connectors.Adapters.RecordRereading(SourceContracts.None, new SourceLedger());

        rereading.Read(reading.Dead[0]).Kind.ShouldBe(PartyOrleans.Connectors.Adapters.AdaptedKind.Refused);
        AdapterRig.Line(rereading.Read(reading.Dead[0], mended)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public async Task ReadAsync_WhenAFeedOfChanges_DeliversTheLastStateOfEachWithItsVersion(int batch)
    {
        string[] events =
        [
            """{"after":{"id":1,"name":"Ann"},"source":{"lsn":5},"op":"c"}""",
            """{"after":{"id":2,"name":"Bo"},"source":{"lsn":6},"op":"c"}""",
            "null",
            """{"after":{"id":1,"name":"Anne"},"source":{"lsn":7},"op":"u"}""",
            """{"before":{"id":2},"after":null,"source":{"lsn":8},"op":"d"}""",
            """{"ts_ms":1}""",
            """{"after":{"id":"x","name":"Cy"},"source":{"lsn":9},"op":"c"}""",
        ];
        var ledger = new SourceLedger();
        var options = new InputOptions { Contracts = AdapterRig.Contracts(Billing), Ledger = ledger, BatchRecords = batch };

        Reading reading = await Reading.OfTextAsync(string.Join('\n', events), options, "billing.jsonl");

        var state = new SortedDictionary<RecordKey, string>();
        foreach (RecordBatch part in reading.Batches)
        {
            Dictionary<RecordKey, string> versions = part.Versions.ToDictionary(version => version.Key, version => version.Version);
            foreach (SourceRecord record in part.Records)
            {
                state[record.Key] = $"{record.First("name.full")} {versions[record.Key]}";
            }

            foreach (RecordKey key in part.Deletes)
            {
                state[key] = $"gone {versions[key]}";
            }
        }

        state.Select(one => $"{one.Key} {one.Value}").ShouldBe(
            ["billing/1 Anne 0000:p00000000000000000007:1", "billing/2 gone 0000:p00000000000000000008:1"]);
        (reading.Batches.Sum(part => part.Taken), reading.Dead.Count, reading.Batches[^1].RecordsDone).ShouldBe((4, 1, 5));
        ledger.For("billing").Report().Passed.ShouldBe([new("heartbeat", 1), new("tombstone", 1)]);
    }

    [Fact]
    public async Task ReadAsync_WhenTheFormIsNotTheContracts_IsRefusedWhole()
    {
        (await Should.ThrowAsync<InputException>(() => Reading.OfTextAsync("id,name\n1,Ann\n", new InputOptions { Contracts = AdapterRig.Contracts(Billing) }, "billing.csv")))
            .Message.ShouldBe("billing.csv: the contract of source billing names the adapter debezium, and the input is no JSON.");
        (await Should.ThrowAsync<InputException>(() => Reading.OfTextAsync("{}\n", new InputOptions { Contracts = AdapterRig.Contracts(Csv) }, "crm.jsonl")))
            .Message.ShouldBe("crm.jsonl: the contract of source crm names the adapter csv, and the input is JSON.");
        (await Should.ThrowAsync<InputException>(() => Reading.OfTextAsync("nr,name\n1,Ann\n", new InputOptions { Contracts = AdapterRig.Contracts(Csv) }, "crm.csv")))
            .Message.ShouldContain("the mapping names columns that the input does not have: id.");
    }
}
