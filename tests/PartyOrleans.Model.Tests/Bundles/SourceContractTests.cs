using PartyOrleans.Model.Bundles;
using Shouldly;
using Xunit;

namespace PartyOrleans.Model.Tests.Bundles;

public sealed class SourceContractTests
{
    private const string Whole =
        """
          "contracts": [
            {
              "source": "crm",
              "owner": "customer care",
              "adapter": "csv",
              "settings": {
                "header": [
                  "id",
                  "näme"
                ]
              },
              "order": "updated",
              "freshness": "P1D",
              "mapping": {
                "recordId": "id",
                "columns": {
                  "näme": "name.full"
                }
              },
              "schema": {
                "type": "object",
                "properties": {
                  "score": {
                    "maximum": 1.50
                  }
                }
              }
            },
            {
              "source": "web",
              "adapter": "json"
            }
          ],

        """;

    private static readonly SourceContract[] Contracts =
    [
        new()
        {
            Source = "crm",
            Owner = "customer care",
            Adapter = "csv",
            Settings = """{"header":["id","näme"]}""",
            Order = "updated",
            Freshness = TimeSpan.FromDays(1),
            Mapping = """{"recordId":"id","columns":{"näme":"name.full"}}""",
            Schema = """{"type":"object","properties":{"score":{"maximum":1.50}}}""",
        },
        new() { Source = "web", Adapter = "json" },
    ];

    [Fact]
    public void ToJson_WhenThereAreContracts_WritesAndReadsTheSame()
    {
        string json = BundleFile.ToJson(SmallBundle.Create() with { Contracts = Contracts });

        json.ShouldBe(SmallBundle.Json.Replace("  \"termFrequencies\"", Whole + "  \"termFrequencies\"", StringComparison.Ordinal));
        BundleFile.Parse(json, "a.json").Contracts.ShouldBe(Contracts);
    }

    [Fact]
    public void ToJson_WhenThereAreNoContracts_LeavesThemOut()
    {
        BundleFile.Parse(SmallBundle.Json, "a.json").Contracts.ShouldBeEmpty();
        BundleFile.ToJson(BundleFile.Parse(With("[]"), "a.json")).ShouldBe(SmallBundle.Json);
    }

    [Fact]
    public void Sha256Of_WhenAContractChanges_Differs() =>
        BundleFile.Sha256Of(BundleFile.ToJson(SmallBundle.Create() with { Contracts = [Contracts[0] with { Owner = "sales" }] }))
            .ShouldNotBe(BundleFile.Sha256Of(BundleFile.ToJson(SmallBundle.Create() with { Contracts = [Contracts[0]] })));

    [Theory]
    [InlineData("{}", "contracts: an object is not an array of contracts")]
    [InlineData("[1]", "contracts[0]: a number is not an object with source, owner, adapter, settings, order, freshness, mapping, schema")]
    [InlineData("""[{"adapter":"csv"}]""", "contracts[0].source: is missing; a text of 1 to 200 characters is needed")]
    [InlineData("""[{"source":"a"}]""", "contracts[0].adapter: is missing; a text of 1 to 200 characters is needed")]
    [InlineData("""[{"source":"a","adapter":"csv","mapping":"m.json"}]""", "contracts[0].mapping: a text of 6 characters is not an object")]
    [InlineData("""[{"source":"a","adapter":"csv","schema":[]}]""", "contracts[0].schema: an array of 0 is not an object")]
    [InlineData("""[{"source":"a","adapter":"csv","schema":{"title":"\ud800"}}]""", "contracts[0].schema: holds a text with half a surrogate pair")]
    [InlineData("""[{"source":"a","adapter":"csv","freshness":"soon"}]""", "contracts[0].freshness: a text of 4 characters is not a duration of zero or more, such as \"P365D\" or \"365.00:00:00\"")]
    [InlineData("""[{"source":"a","adapter":"csv"},{"source":"a","adapter":"json"}]""", "contracts[1].source: \"a\" stands there twice; once is allowed")]
    [InlineData("""[{"source":"a","adapter":"csv","trust":1}]""", "contracts[0].trust: is unknown; known here are source, owner, adapter, settings, order, freshness, mapping, schema")]
    public void Read_WhenAContractIsWrong_NamesThePath(string contracts, string problem) =>
        Should.Throw<BundleException>(() => BundleFile.Parse(With(contracts), "a.json")).Problems.Select(one => one.ToString()).ShouldBe([problem]);

    [Fact]
    public void Read_WhenTheVettingFindsSomething_NamesThePath()
    {
        BundleVocabulary vocabulary = SmallBundle.Vocabulary with
        {
            Contracts = contract => contract.Adapter == "csv" ? [] : [new BundleProblem("adapter", $"\"{contract.Adapter}\" is unknown")],
        };

        Should.Throw<BundleException>(() => BundleFile.Parse(With("""[{"source":"a","adapter":"csv"},{"source":"b","adapter":"xml"}]"""), "a.json", vocabulary))
            .Problems.Select(one => one.ToString()).ShouldBe(["contracts[1].adapter: \"xml\" is unknown"]);
    }

    private static string With(string contracts) =>
        SmallBundle.Json.Replace("  \"termFrequencies\"", $"  \"contracts\": {contracts},\n  \"termFrequencies\"", StringComparison.Ordinal);
}
