using System.Threading.RateLimiting;
using PartyOrleans.Api.Security;
using PartyOrleans.TestKit;

namespace PartyOrleans.Api.Tests.Security;

public sealed class ClientBudgetTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void AttemptAcquire_WhenBurstIsUsed_SaysWhenToComeBack()
    {
        using var budget = new ClientBudget(new Budget(2, 3), _time);
        Take(budget).ShouldBe([true, true, true, false]);

        using RateLimitLease refused = budget.AttemptAcquire();

        refused.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait).ShouldBeTrue();
        wait.ShouldBe(TimeSpan.FromMilliseconds(500));
        _time.Advance(TimeSpan.FromMilliseconds(499));
        budget.AttemptAcquire().IsAcquired.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Take(budget).ShouldBe([true, false, false, false]);
    }

    [Fact]
    public void AttemptAcquire_WhenQuietForLong_HoldsNoMoreThanTheBurst()
    {
        using var budget = new ClientBudget(new Budget(2, 3), _time);
        Take(budget);

        _time.Advance(TimeSpan.FromDays(1));

        Take(budget).ShouldBe([true, true, true, false]);
        budget.GetStatistics()!.TotalSuccessfulLeases.ShouldBe(6);
        budget.GetStatistics()!.TotalFailedLeases.ShouldBe(2);
    }

    [Fact]
    public void IdleDuration_WhenFullAgain_CountsFromThen()
    {
        using var budget = new ClientBudget(new Budget(2, 3), _time);
        Take(budget);
        budget.IdleDuration.ShouldBeNull();

        _time.Advance(TimeSpan.FromSeconds(10));

        budget.IdleDuration.ShouldBe(TimeSpan.FromSeconds(8.5));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(1, 0.5)]
    public void New_WhenBudgetIsNone_IsRefused(double perSecond, double burst) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new ClientBudget(new Budget(perSecond, burst), _time));

    private static bool[] Take(ClientBudget budget) => [.. Enumerable.Range(0, 4).Select(_ => budget.AttemptAcquire().IsAcquired)];
}
