using System.Text.Json;
using PartyOrleans.Matching.Training;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Matching.Tests.Training;

public sealed class TrainerTests
{
    [Fact]
    public void Train_WhenRecordsComeInAnotherOrderOrThreadsDiffer_GivesTheSameBundle()
    {
        foreach (ulong seed in PropertyCases.Seeds(4))
        {
            IReadOnlyList<SourceRecord> records = HubStory.DrawRecords(seed, new NastyOptions { Parties = 500, Premises = 200 }, 1000);
            string bundle = Train(records, 1);

            Train(new SeededDraws(seed).Shuffled(records), 4).ShouldBe(bundle, $"seed {seed}");
            Train([.. records.OrderBy(record => record.Key)], 2).ShouldBe(bundle, $"seed {seed}");
        }
    }

    [Fact]
    public void Train_WhenThereIsNothingToLearnFrom_KeepsTheModelsOfThePrior()
    {
        Bundle prior = DefaultBundle.Create();
        Bundle trained = Trainer.Train(prior, new EncodedSet([]).Records, 1, CancellationToken.None);

        Json(trained.Persons).ShouldBe(Json(prior.Persons));
        Json(trained.Organisations).ShouldBe(Json(prior.Organisations));
        trained.TermFrequencies.ShouldBeEmpty();
    }

    [Fact]
    public void Train_CountsEveryValueThatComesTwice()
    {
        var set = new EncodedSet([.. ((string[])["Smith", "Smith", "SMITH", "Lee", "Lee", "Ray"]).Select((family, i) => new SourceRecord(
            new RecordKey("crm", $"{i}"), [new(Attributes.NameFamily, family)]))]);

        Bundle trained = Trainer.Train(DefaultBundle.Create(), set.Records, 1, CancellationToken.None);

        TermFrequencyTable families = trained.TermFrequencies.Single(table => table.Attribute == Attributes.NameFamily);
        families.Records.ShouldBe(6);
        families.Counts.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .ShouldBe([KeyValuePair.Create("lee", 2.0), KeyValuePair.Create("smith", 3.0)]);
        families.UnlistedBits.ShouldBe(Math.Log2(6), 1e-12);
    }

    private static string Train(IReadOnlyList<SourceRecord> records, int threads) =>
        Json(Trainer.Train(DefaultBundle.Create(), new EncodedSet(records).Records, threads, CancellationToken.None));

    private static string Json<T>(T value) => JsonSerializer.Serialize(value);
}
