using PartyOrleans.Matching.Labels;
using PartyOrleans.Model;

namespace PartyOrleans.Matching.Tests.Labels;

public sealed class RidgeLogisticTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Fit_WhenAnyParameterMovesFromTheFit_TheObjectiveRises(int seed)
    {
        LogisticRows rows = Rows(500, (ulong)seed);
        double[] spread = [4, 1, 1, 2, 0.25];

        double[] fit = RidgeLogistic.Fit(rows, spread, RidgeLogistic.NoFold, new double[5]);

        double least = RidgeLogistic.Objective(rows, spread, RidgeLogistic.NoFold, fit);
        for (int i = 0; i < fit.Length; i++)
        {
            foreach (double move in (double[])[-1e-3, 1e-3])
            {
                double[] moved = [.. fit];
                moved[i] += move;
                RidgeLogistic.Objective(rows, spread, RidgeLogistic.NoFold, moved).ShouldBeGreaterThan(least);
            }
        }
    }

    [Fact]
    public void Fit_WhenStartedElsewhere_ComesToTheSameFit()
    {
        LogisticRows rows = Rows(500, 4);
        double[] spread = [4, 1, 1, 2, 0.25];

        double[] fit = RidgeLogistic.Fit(rows, spread, 2, new double[5]);
        double[] other = RidgeLogistic.Fit(rows, spread, 2, [30, -30, 20, 8, -9]);

        for (int i = 0; i < fit.Length; i++)
        {
            other[i].ShouldBe(fit[i], 1e-8);
        }
    }

    [Fact]
    public void Fit_WhenOneParameter_SolvesTheEquationOfItsMaximum()
    {
        var rows = new LogisticRows();
        for (int i = 0; i < 40; i++)
        {
            rows.AddEntry(0, 1);
            rows.EndRow(0, i < 30, 0);
        }

        // With next to no prior the probability is the share, 3 to 1: log2(3) bits.
        RidgeLogistic.Fit(rows, [1e6], RidgeLogistic.NoFold, [0])[0].ShouldBe(Math.Log2(3), 1e-9);
    }

    [Fact]
    public void Fit_WhenAFoldIsLeftOut_IsTheFitOfTheOthers()
    {
        double[] spread = [4, 1, 1, 2, 0.25];
        LogisticRows all = Rows(300, 5);
        LogisticRows some = Rows(300, 5, withoutFold: 3);

        RidgeLogistic.Fit(all, spread, 3, new double[5]).ShouldBe(RidgeLogistic.Fit(some, spread, RidgeLogistic.NoFold, new double[5]));
    }

    [Theory]
    [InlineData(0, true, 0.6931471805599453)]
    [InlineData(1, true, 0.4054651081081644)]
    [InlineData(1, false, 1.0986122886681098)]
    [InlineData(2000, true, 0)]
    [InlineData(2000, false, 1386.2943611198906)]
    public void Loss_WhenLogOdds_IsMinusTheLogOfTheLabelsProbability(double bits, bool label, double nats) =>
        RidgeLogistic.Loss(bits, label).ShouldBe(nats, 1e-12);

    private static LogisticRows Rows(int count, ulong seed, int withoutFold = RidgeLogistic.NoFold)
    {
        var rows = new LogisticRows();
        for (int i = 0; i < count; i++)
        {
            ulong hash = StableHash.Combine(seed, (ulong)i);
            int fold = (int)(hash % 5);
            if (fold == withoutFold)
            {
                continue;
            }

            rows.AddEntry(0, 1);
            rows.AddEntry(1 + (int)((hash >> 8) % 2), 1);
            rows.AddEntry(3 + (int)((hash >> 16) % 2), ((hash >> 24) % 100 / 50.0) - 1);
            rows.EndRow(((hash >> 32) % 20) - 10.0, (hash >> 40) % 3 == 0, fold);
        }

        return rows;
    }
}
