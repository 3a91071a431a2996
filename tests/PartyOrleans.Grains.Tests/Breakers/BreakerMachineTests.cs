using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Grains.Breakers;

namespace PartyOrleans.Grains.Tests.Breakers;

public sealed class BreakerMachineTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly BreakerFailure Failure = new() { Cause = "down", Failures = 3, Breaks = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30)] };

    private readonly BreakerMachine _machine = new(new BreakerKept { Since = Start });

    [Fact]
    public void Fail_WhenSilosFailOneAfterTheOther_OpensAtTheirSum()
    {
        _machine.Fail("a", Failure, At(1));
        _machine.Fail("b", Failure, At(2));
        _machine.ViewAt(At(2)).ShouldBe(new BreakerView { State = BreakerState.Closed, Since = Start, Failures = 2, Cause = "down" });

        _machine.Fail("c", Failure, At(3));

        _machine.ViewAt(At(4)).ShouldBe(new BreakerView { State = BreakerState.Open, Since = At(3), Failures = 3, Cause = "down", Left = TimeSpan.FromSeconds(9) });
    }

    [Fact]
    public void Succeed_WhenAnotherSiloGetsThrough_EndsTheRow()
    {
        _machine.Fail("a", Failure with { Count = 2 }, At(1));
        _machine.Succeed("b", At(2));
        _machine.Fail("a", Failure with { Count = 2 }, At(3));

        _machine.ViewAt(At(3)).ShouldBe(new BreakerView { State = BreakerState.Closed, Since = Start, Failures = 2, Cause = "down" });
    }

    [Fact]
    public void Try_WhenTheBreakIsOver_IsForOneSiloAlone()
    {
        Open();
        _machine.Try("a", At(9));
        _machine.ViewAt(At(9)).Trial.ShouldBe("", "the break is not over");

        _machine.Try("b", At(10));
        _machine.Try("a", At(11));

        _machine.ViewAt(At(11)).ShouldBe(new BreakerView { State = BreakerState.HalfOpen, Since = At(10), Failures = 3, Cause = "down", Trial = "b" });
    }

    [Fact]
    public void Fail_WhenItIsTheTrial_OpensForLonger()
    {
        Open();
        foreach ((int at, int left) in ((int, int)[])[(10, 20), (30, 30), (60, 30)])
        {
            _machine.Try("a", At(at));
            _machine.Fail("b", Failure, At(at)); // it began before the breaker opened, and decides nothing
            _machine.ViewAt(At(at)).State.ShouldBe(BreakerState.HalfOpen);

            _machine.Fail("a", Failure, At(at));

            BreakerView view = _machine.ViewAt(At(at));
            (view.State, view.Left).ShouldBe((BreakerState.Open, TimeSpan.FromSeconds(left)));
        }
    }

    [Fact]
    public void Succeed_WhenItIsNotTheTrial_LeavesItOpen()
    {
        Open();
        _machine.Succeed("a", At(1));
        _machine.ViewAt(At(1)).State.ShouldBe(BreakerState.Open);

        _machine.Try("b", At(10));
        _machine.Succeed("a", At(11));
        _machine.ViewAt(At(11)).State.ShouldBe(BreakerState.HalfOpen);
        _machine.Succeed("b", At(12));

        _machine.ViewAt(At(12)).ShouldBe(new BreakerView { State = BreakerState.Closed, Since = At(12) });
    }

    [Theory]
    [InlineData(25, "a")]
    [InlineData(26, "b")]
    public void Try_WhenTheSiloThatHadTheTrialIsSilent_IsGivenToAnother(int at, string expected)
    {
        Open();
        _machine.Try("a", At(10));

        _machine.Try("b", At(at));

        _machine.ViewAt(At(at)).Trial.ShouldBe(expected);
    }

    [Fact]
    public void See_WhenTheTrialTakesLong_KeepsItForTheSiloThatIsAtWork()
    {
        Open();
        _machine.Try("a", At(10));
        foreach (int at in Enumerable.Range(11, 40))
        {
            _machine.See("a", At(at));
        }

        _machine.Try("b", At(60));

        _machine.ViewAt(At(60)).Trial.ShouldBe("a");
    }

    [Fact]
    public void GiveUp_WhenTheTrialToldNothing_LetsAnotherMakeIt()
    {
        Open();
        _machine.Try("a", At(10));
        _machine.GiveUp("b");
        _machine.ViewAt(At(10)).Trial.ShouldBe("a");
        _machine.GiveUp("a");
        _machine.Try("b", At(10));

        _machine.ViewAt(At(10)).Trial.ShouldBe("b");
    }

    [Fact]
    public void Kept_WhenTheGrainBeganAnew_GoesOnWithTheBreak()
    {
        Open();
        _machine.Try("a", At(10));
        var again = new BreakerMachine(_machine.Kept);

        again.ViewAt(At(5)).ShouldBe(new BreakerView { State = BreakerState.Open, Since = Start, Failures = 3, Cause = "down", Left = TimeSpan.FromSeconds(5) });
    }

    private static DateTimeOffset At(int seconds) => Start + TimeSpan.FromSeconds(seconds);

    private void Open() => _machine.Fail("a", Failure with { Count = 3 }, Start);
}
