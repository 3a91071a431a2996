using PartyOrleans.Connectors.Breakers;

namespace PartyOrleans.Grains.Breakers;

/// <summary>
/// What a breaker of several silos does, by the rules of one process's: failures in a row open it, after a break one call is let through, and its outcome closes
/// the breaker or opens it for longer. Only the silo that has the trial ends a break; what others began before the breaker opened tells nothing.
/// </summary>
internal sealed class BreakerMachine(BreakerKept kept)
{
    /// <summary>How long the silo that has the trial may be silent before another one is given it.</summary>
    public static readonly TimeSpan TrialSilence = TimeSpan.FromSeconds(15);

    private DateTimeOffset _trialSince;
    private DateTimeOffset _trialSeen;
    private string _trial = "";

    /// <summary>What is to outlive the grain: a trial is not, it is given anew.</summary>
    public BreakerKept Kept { get; private set; } = kept;

    /// <summary>How it is.</summary>
    public BreakerView ViewAt(DateTimeOffset now) => new()
    {
        State = !Kept.IsOpen ? BreakerState.Closed : _trial.Length > 0 ? BreakerState.HalfOpen : BreakerState.Open,
        Since = _trial.Length > 0 ? _trialSince : Kept.Since,
        Failures = Kept.Failures,
        Cause = Kept.Cause,
        Left = Kept.IsOpen && Kept.Until > now ? Kept.Until - now : TimeSpan.Zero,
        Trial = _trial,
    };

    /// <summary>The silo is at work; where the one that has the trial is not any more, the trial is free again.</summary>
    public void See(string silo, DateTimeOffset now)
    {
        if (_trial.Length > 0 && string.Equals(_trial, silo, StringComparison.Ordinal))
        {
            _trialSeen = now;
        }
        else if (_trial.Length > 0 && now - _trialSeen > TrialSilence)
        {
            _trial = "";
        }
    }

    /// <summary>Gives the trial, where the break is over and nobody has it.</summary>
    public void Try(string silo, DateTimeOffset now)
    {
        See(silo, now);
        if (Kept.IsOpen && _trial.Length == 0 && Kept.Until <= now)
        {
            (_trial, _trialSince, _trialSeen) = (silo, now, now);
        }
    }

    /// <summary>Counts failures.</summary>
    public void Fail(string silo, BreakerFailure failure, DateTimeOffset now)
    {
        bool isTrial = IsTrialOf(silo);
        int failures = (int)Math.Min(int.MaxValue, (long)Kept.Failures + failure.Count);
        Kept = Kept with { Failures = failures, Cause = failure.Cause };
        if (isTrial || (!Kept.IsOpen && failures >= failure.Failures))
        {
            int trials = isTrial ? Kept.Trials + 1 : 0;
            Kept = Kept with { IsOpen = true, Since = now, Until = now + failure.Breaks[Math.Min(trials, failure.Breaks.Length - 1)], Trials = trials, Changes = Kept.Changes + 1 };
            _trial = "";
        }
    }

    /// <summary>Ends the row of failures, and the break where it was the trial that went well.</summary>
    public void Succeed(string silo, DateTimeOffset now)
    {
        if (IsTrialOf(silo))
        {
            Close(now);
        }
        else if (!Kept.IsOpen)
        {
            Kept = Kept with { Failures = 0, Cause = "" };
        }
    }

    /// <summary>Takes the trial from the silo that has it.</summary>
    public void GiveUp(string silo)
    {
        if (IsTrialOf(silo))
        {
            _trial = "";
        }
    }

    /// <summary>Closes it.</summary>
    public void Close(DateTimeOffset now)
    {
        if (Kept.IsOpen)
        {
            Kept = Kept with { IsOpen = false, Since = now, Trials = 0, Changes = Kept.Changes + 1 };
        }

        (Kept, _trial) = (Kept with { Failures = 0, Cause = "" }, "");
    }

    private bool IsTrialOf(string silo) => Kept.IsOpen && _trial.Length > 0 && string.Equals(_trial, silo, StringComparison.Ordinal);
}

/// <summary>What is kept of a breaker.</summary>
internal sealed record BreakerKept
{
    /// <summary>Whether calls are held back.</summary>
    public bool IsOpen { get; init; }

    /// <summary>When it came into its state (UTC).</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When the break is over (UTC).</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>Trials that failed since it opened.</summary>
    public int Trials { get; init; }

    /// <summary>Failures since the last success.</summary>
    public int Failures { get; init; }

    /// <summary>The last failure, without personal data.</summary>
    public string Cause { get; init; } = "";

    /// <summary>Openings and closings, trials that failed included.</summary>
    public long Changes { get; init; }
}
