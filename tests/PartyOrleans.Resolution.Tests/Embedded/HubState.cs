using System.Globalization;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Resolution.Tests.Embedded;

/// <summary>What a hub answers, as text and without party ids, so that two hubs can be compared.</summary>
internal static class HubState
{
    /// <summary>One line per party (members, golden content) and per open review, sorted.</summary>
    public static string Of(EmbeddedEngine engine)
    {
        IEnumerable<string> parties = engine.Memberships.GroupBy(entry => entry.Value).Select(party =>
        {
            GoldenRecord golden = engine.GoldenOf(party.Key)!;
            return $"{golden.Type}: {string.Join(' ', party.Select(entry => entry.Key))} = {Convert.ToHexString(golden.ContentHash)}";
        });
        IEnumerable<string> reviews = engine.Reviews.Select(review =>
            string.Create(CultureInfo.InvariantCulture, $"? {review.Pair} {review.WeightBits:r} {review.Probability:r}"));
        return string.Join('\n', parties.Order(StringComparer.Ordinal).Concat(reviews));
    }

    /// <summary>Fails, showing the first lines that differ, where two states are not the same.</summary>
    public static void ShouldHold(this EmbeddedEngine engine, string expected, string context)
    {
        string actual = Of(engine);
        if (!string.Equals(actual, expected, StringComparison.Ordinal))
        {
            string[] has = actual.Split('\n');
            string[] wants = expected.Split('\n');
            Assert.Fail($"{context}\nhas   {string.Join("\n      ", has.Except(wants).Take(5))}\nwants {string.Join("\n      ", wants.Except(has).Take(5))}");
        }
    }

    /// <summary>A new engine that has taken in batches.</summary>
    public static EmbeddedEngine Run(Bundle bundle, IEnumerable<InputBatch> batches, EngineTuning tuning, int threads)
    {
        var engine = new EmbeddedEngine(bundle, threads) { Tuning = tuning };
        foreach (InputBatch batch in batches)
        {
            engine.Apply(batch, CancellationToken.None);
        }

        return engine;
    }
}
