using System.Globalization;
using PartyOrleans.Pipelines.Scheduling;

namespace PartyOrleans.Pipelines.Tests;

public sealed class PipelineScheduleTests
{
    [Theory]
    [InlineData("30 2 * * *", "UTC", "2026-03-02T02:29:59Z", "2026-03-02T02:30:00Z")]
    [InlineData("30 2 * * *", "UTC", "2026-03-02T02:30:00Z", "2026-03-03T02:30:00Z")]
    [InlineData("0 6 * * MON-FRI", "Europe/London", "2026-03-27T12:00:00Z", "2026-03-30T05:00:00Z")] // summer time begins on the Sunday between
    [InlineData("30 1 * * *", "Europe/London", "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z")] // 01:30 is left out: 02:30 by the clock
    [InlineData("30 1 * * *", "Europe/London", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")] // 01:30 is shown twice: the first time
    [InlineData("30 1 * * *", "Europe/London", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("0 0 29 2 *", "UTC", "2026-03-02T00:00:00Z", "2028-02-29T00:00:00Z")]
    public void NextAfter_WhenTime_IsTheNextByTheZonesClock(string cron, string zone, string after, string next) =>
        TestPipelines.Cron(cron, zone).NextAfter(Time(after)).ShouldBe(Time(next));

    [Theory]
    [InlineData("* * * *")]
    [InlineData("61 * * * *")]
    [InlineData("daily")]
    [InlineData("")]
    [InlineData("0 0 31 2 *")]
    public void TryParse_WhenNoneOrNeverComing_SaysWhatIsAllowed(string cron)
    {
        PipelineSchedule.TryParse(cron, TimeZoneInfo.Utc, out string expected).ShouldBeNull();
        expected.ShouldStartWith("a cron expression of five fields");
    }

    [Fact]
    public void FindZone_WhenUnknown_IsNull() => PipelineSchedule.FindZone("Mars/Olympus").ShouldBeNull();

    [Theory]
    [InlineData("2026-03-02T00:00:00Z", "2026-03-02T00:59:00Z", "", 0)]
    [InlineData("2026-03-02T00:00:00Z", "2026-03-02T01:00:00Z", "2026-03-02T01:00:00Z", 1)]
    [InlineData("2026-03-02T00:00:00Z", "2026-03-02T07:30:00Z", "2026-03-02T07:00:00Z", 7)]
    public void FindDue_WhenTimesPassed_IsTheLastAndHowMany(string after, string until, string last, int count) =>
        TestPipelines.Cron("0 * * * *").FindDue(Time(after), Time(until)).ShouldBe(count == 0 ? null : (Time(last), count));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
