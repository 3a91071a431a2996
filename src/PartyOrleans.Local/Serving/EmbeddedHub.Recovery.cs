using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Hub;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Serving;

/// <content>What the hub does where its store falters: trying again, and restoring the engine from what is stored.</content>
internal sealed partial class EmbeddedHub
{
    /// <summary>With fewer records the memory does not matter, and many hubs may be started one after the other.</summary>
    private const int FewestToGiveBack = 100_000;

    /// <summary>Discards an engine that has seen what the store has not, and everything that waits; and restores it.</summary>
    /// <param name="group">The group that was in hand.</param>
    /// <param name="failure">Why it is lost.</param>
    private async Task<bool> RecoverAsync(SubmissionGroup group, Exception failure)
    {
        SetUnlessStopping(Recovering);
        if (group.Members.Count > 0)
        {
            LogLost(failure, group.Members.Count);
            group.Fail(Unavailable(failure));
        }

        // What the commit under way brings must be read back: an engine restored beside it could lack that for ever.
        await _committing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        (_committing, _last) = (Task.CompletedTask, new SubmissionGroup());
        FailAll();
        return await RestoreAsync();
    }

    /// <summary>Uses the store, trying again while it says that may help.</summary>
    private async Task RetriedAsync(Func<Task> use)
    {
        TimeSpan pause = _options.FirstPause;
        long started = _time.GetTimestamp();
        while (true)
        {
            try
            {
                await use();
                return;
            }
            catch (StoreException failure) when (failure.IsTransient && _time.GetElapsedTime(started) < _options.LongestRetry)
            {
                _instruments.CommitFailed(retried: true);
                LogRetry(failure, pause.TotalMilliseconds);
                await Task.Delay(pause, _time, CancellationToken.None);
                pause = pause * 2 < _options.LongestPause ? pause * 2 : _options.LongestPause;
            }
        }
    }

    /// <summary>Restores the engine, trying until it succeeds or the hub is stopped.</summary>
    private async Task<bool> RestoreAsync()
    {
        _gate.Replace(null);
        EngineLost?.Invoke();
        TimeSpan pause = _options.FirstPause;
        while (!_stopRestoring.IsCancellationRequested)
        {
            try
            {
                await _store.SettleAsync(_stopRestoring.Token);
                EmbeddedEngine engine = await _restore(_stopRestoring.Token);
                GiveBackMemory(engine.RecordCount);
                _gate.Replace(engine);
                BundleChanged?.Invoke(engine.Bundle);
                _signal.Set(await _store.FindLastCommitAsync(_stopRestoring.Token));
                _streams.Fill(await _store.ReadPositionsAsync("", _stopRestoring.Token));
                SetUnlessStopping(new Condition(HubState.Ready, ""));
                _ready.TrySetResult();
                return true;
            }
            catch (Exception failure) when (!_stopRestoring.IsCancellationRequested)
            {
                LogRestoreFailed(failure);
                await Task.Delay(pause, _time, _stopRestoring.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < _options.LongestPause ? pause * 2 : _options.LongestPause;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>
    /// Restoring leaves as much behind as the indexes take, in the oldest generation, which the collector would come to only much later. The memory is given
    /// back before the hub takes inputs, so that nobody waits for it.
    /// </summary>
    private static void GiveBackMemory(int records)
    {
        if (records >= FewestToGiveBack)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    private void SetUnlessStopping(Condition condition)
    {
        Condition now = _condition;
        while (now.State is not (HubState.Stopping or HubState.Stopped))
        {
            Condition seen = Interlocked.CompareExchange(ref _condition, condition, now);
            if (ReferenceEquals(seen, now))
            {
                return;
            }

            now = seen;
        }
    }

    [LoggerMessage(1002, LogLevel.Warning, "The store could not commit; trying again in {Milliseconds} ms")]
    private partial void LogRetry(Exception failure, double milliseconds);

    [LoggerMessage(1003, LogLevel.Error, "The engine could not be restored from the store; trying again")]
    private partial void LogRestoreFailed(Exception failure);
}
