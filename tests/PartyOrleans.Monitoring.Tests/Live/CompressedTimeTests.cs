using System.Text.RegularExpressions;
using PartyOrleans.Monitoring.Tests.Rules;

namespace PartyOrleans.Monitoring.Tests.Live;

public sealed partial class CompressedTimeTests
{
    [Theory]
    [InlineData("rate(a[15m]) > 5", "rate(a[9000ms]) > 5")]
    [InlineData("increase(a[1h]) > 0", "increase(a[36000ms]) > 0")]
    [InlineData("increase(a[2m]) > 0", "increase(a[3000ms]) > 0")]
    [InlineData("a unless a offset 10m or increase(a[10m]) > 2", "a unless a offset 6000ms or increase(a[6000ms]) > 2")]
    [InlineData("for: 30m", "for: 18000ms")]
    [InlineData("for: 10s", "for: 3000ms")]
    [InlineData("age > 10 * 60", "age > 6")]
    [InlineData("age > 1 * 3600 and b > 1000", "age > 36 and b > 1000")]
    [InlineData("predict_linear(a[6h], 1 * 86400) < 0", "predict_linear(a[216000ms], 864) < 0")]
    [InlineData("a > 14.4 * b and histogram_quantile(0.99, c) > 1", "a > 14.4 * b and histogram_quantile(0.99, c) > 1")]
    [InlineData("le=\"0.5\" > 2147483648", "le=\"0.5\" > 2147483648")]
    public void Rules_WhenOneSecondStandsForAHundred_DivideDurationsAndNothingElse(string text, string expected) => CompressedTime.OfMinutes.Rules(text).ShouldBe(expected);

    [Theory]
    [InlineData("for: 2d", "for: 34560ms")]
    [InlineData("avg_over_time(a[3d])", "avg_over_time(a[51840ms])")]
    [InlineData("avg_over_time(a[1h])", "avg_over_time(a[3000ms])")]
    [InlineData("age > 8 * 86400", "age > 138.24")]
    public void Rules_WhenOneSecondStandsForFiveThousand_KeepWindowsInWhichThereIsSomething(string text, string expected) => CompressedTime.OfDays.Rules(text).ShouldBe(expected);

    [Theory]
    [InlineData("group_wait: 30s", "group_wait: 300ms")]
    [InlineData("group_wait: 10s", "group_wait: 100ms")]
    [InlineData("group_wait: 0s", "group_wait: 0ms")]
    [InlineData("group_interval: 5m", "group_interval: 3000ms")]
    [InlineData("repeat_interval: 1d", "repeat_interval: 864000ms")]
    [InlineData("resolve_timeout: 5m", "resolve_timeout: 5m")]
    public void Routes_WhenCompressed_DivideWaitsAndIntervals(string text, string expected) => CompressedTime.OfMinutes.Routes(text).ShouldBe(expected);

    [Fact]
    public void Rules_WhenTheyCompareATimeWithAMinuteOrMore_WriteItSoThatItIsCompressed()
    {
        foreach (AlertRule alert in AlertRules.All)
        {
            string[] plain = [.. TimeBound().Matches(alert.Expr).Select(match => match.Value)];
            plain.ShouldBeEmpty($"{alert.Name}: write N * 60, N * 3600 or N * 86400");
        }

        AlertRules.All.Count(alert => Written().IsMatch(alert.Expr)).ShouldBe(6);
    }

    // A metric of a time or an age, and behind it a bound of two digits or more that no unit follows.
    [GeneratedRegex(@"(?:_age|_duration|_seconds)\)* > \d{2,}(?! \*)\b|predict_linear\([^)]*\], \d+(?! \*)\b")]
    private static partial Regex TimeBound();

    [GeneratedRegex(@"\d+ \* (?:60|3600|86400)\b")]
    private static partial Regex Written();
}
