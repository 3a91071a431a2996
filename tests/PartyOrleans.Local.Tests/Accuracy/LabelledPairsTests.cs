using System.Text.Json;
using PartyOrleans.Connectors;
using PartyOrleans.Matching;
using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Matching.Features;
using PartyOrleans.Model;

namespace PartyOrleans.Tests.Accuracy;

/// <summary>Sets that say of pairs whether they are one party, judged one by one by the bundle that ships: matches found and missed, other pairs joined and kept apart.</summary>
public sealed class LabelledPairsTests
{
    private const string Patients = "cdc-recordlinker";
    private const string Sanctions = "opensanctions-pairs-sample/sample_1000_shuffled_party.jsonl";

    private static readonly (string Property, string Person, string Organisation)[] Mapped =
    [
        ("name", Attributes.NameAlias, Attributes.NameAlias), ("alias", Attributes.NameAlias, Attributes.NameAlias), ("birthDate", Attributes.DateBirth, ""),
        ("incorporationDate", "", Attributes.DateRegistration), ("country", Attributes.Country, Attributes.Country), ("jurisdiction", Attributes.Country, Attributes.Country),
        ("address", Attributes.AddressFull, Attributes.AddressFull), ("registrationNumber", "identifier.registration", "identifier.registration"),
        ("taxNumber", "identifier.tax", "identifier.tax"), ("innCode", "identifier.tax", "identifier.tax"), ("passportNumber", "identifier.passport", ""),
        ("idNumber", "identifier.other", "identifier.other"), ("gender", Attributes.Gender, ""), ("phone", Attributes.Phone, Attributes.Phone),
        ("email", Attributes.Email, Attributes.Email), ("website", "", Attributes.Website),
    ];

    /// <summary>Companies and people on watch lists, in many scripts, judged by analysts.</summary>
    [SharedDataFact(Sanctions)]
    public void Weigh_WhenSanctionedParties_FindsTheGoldenCounts()
    {
        var records = new List<SourceRecord>();
        var matches = new List<bool>();
        foreach (string line in File.ReadLines(SharedData.Require(Sanctions)))
        {
            using var pair = JsonDocument.Parse(line);
            matches.Add(pair.RootElement.GetProperty("judgement").GetString() == "positive");
            records.Add(Entity(pair.RootElement.GetProperty("left"), new RecordKey("left", $"{matches.Count}")));
            records.Add(Entity(pair.RootElement.GetProperty("right"), new RecordKey("right", $"{matches.Count}")));
        }

        Counts([.. matches.Select((match, i) => (records[2 * i], records[(2 * i) + 1], match))]).ShouldBe("331 found, 54 missed, 6 joined, 221 apart");
    }

    /// <summary>Patients: each test case against the seed record of its match id; possible matches are left out.</summary>
    [SharedDataTheory(Patients + "/nbs_seed.csv")]
    [InlineData("expanded_nbs_test.csv", "257 found, 4 missed, 66 joined, 27 apart")]
    [InlineData("nbs_test.csv", "53 found, 0 missed, 12 joined, 5 apart")]
    [InlineData("better_test.csv", "122 found, 10 missed, 68 joined, 8 apart")]
    public async Task Weigh_WhenPatients_FindsTheGoldenCounts(string file, string expected)
    {
        var seed = (await ReadAsync($"{Patients}/nbs_seed.csv")).ToDictionary(record => record.First("Match Id")!, StringComparer.Ordinal);
        List<SourceRecord> cases = await ReadAsync($"{Patients}/{file}");

        Counts([.. cases.Where(record => record.First("Expected Result") is "match" or "no_match")
            .Select(record => (record, seed[record.First("Match Id")!], record.First("Expected Result") == "match"))]).ShouldBe(expected);
    }

    private static string Counts(IReadOnlyList<(SourceRecord Left, SourceRecord Right, bool IsMatch)> pairs)
    {
        var records = new EncodedRecords();
        var encoder = new RecordEncoder(records.Vocabulary, records.Table);
        int first = records.Add([.. pairs.SelectMany(pair => (SourceRecord[])[pair.Left, pair.Right])], encoder);
        var matcher = new BundleMatcher(DefaultBundle.Create(), records);
        PairComparer comparer = matcher.NewComparer();
        var counts = new int[2, 2];
        for (int i = 0; i < pairs.Count; i++)
        {
            int left = first + (2 * i);
            bool ofOneType = records.Table.FlagsOf(left).Type == records.Table.FlagsOf(left + 1).Type;
            bool joined = ofOneType && matcher.WeightBits(comparer, left, left + 1) >= matcher.Bundle.Thresholds.MatchBits;
            counts[pairs[i].IsMatch ? 1 : 0, joined ? 1 : 0]++;
        }

        return $"{counts[1, 1]} found, {counts[1, 0]} missed, {counts[0, 1]} joined, {counts[0, 0]} apart";
    }

    private static SourceRecord Entity(JsonElement entity, RecordKey key)
    {
        bool isPerson = entity.GetProperty("schema").GetString() == "Person";
        List<AttributeValue> values =
        [
            new(Attributes.PartyType, isPerson ? "person" : "organisation"),
            new(Attributes.NameFull, entity.GetProperty("caption").GetString()!),
        ];
        JsonElement properties = entity.GetProperty("properties");
        foreach ((string property, string person, string organisation) in Mapped)
        {
            string attribute = isPerson ? person : organisation;
            if (attribute.Length > 0 && properties.TryGetProperty(property, out JsonElement texts))
            {
                values.AddRange(texts.EnumerateArray().Select((text, i) =>
                    new AttributeValue(attribute, text.GetString()!, attribute == Attributes.AddressFull ? i : 0)));
            }
        }

        return new SourceRecord(key, [.. values]);
    }

    private static async Task<List<SourceRecord>> ReadAsync(string path)
    {
        using var reader = RecordReader.Open(InputFiles.Expand([SharedData.Require(path)]).Single(), new InputOptions());
        var records = new List<SourceRecord>();
        await foreach (RecordBatch batch in reader.ReadAsync(0, default))
        {
            records.AddRange(batch.Records);
        }

        return records;
    }
}
