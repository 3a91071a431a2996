using System.Diagnostics;
using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Hub;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Serving;

/// <content>The writing loop: groups what waits, applies it, and commits it while the next group is applied. Its fields are of the loop alone.</content>
internal sealed partial class EmbeddedHub
{
    /// <summary>What was taken from the queue and belongs to no group yet.</summary>
    private readonly List<PendingSubmission> _backlog = [];

    /// <summary>The group applied last; its commit may be under way.</summary>
    private SubmissionGroup _last = new();

    private Task _committing = Task.CompletedTask;
    private Task<bool>? _more;

    private async Task RunAsync()
    {
        bool isRestored = await RestoreAsync();
        while (isRestored)
        {
            var group = new SubmissionGroup();
            try
            {
                if (!await WaitForWorkAsync())
                {
                    break;
                }

                group = SubmissionGroup.TakeFrom(_backlog, _options.MostInputsPerCommit, _store as IErasures);
                Interlocked.Add(ref _waiting, -(group.Members.Count + group.Refused));
                if (await PrepareAsync(group))
                {
                    await WriteAsync(group);
                }
            }
            catch (Exception failure)
            {
                isRestored = await RecoverAsync(group, failure);
            }
        }

        await _committing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        FailAll();
    }

    /// <summary>Waits until something is to be written. A commit that fails meanwhile throws: until the engine is restored nothing is taken.</summary>
    /// <returns>False once the hub takes no more and nothing is left.</returns>
    private async Task<bool> WaitForWorkAsync()
    {
        while (true)
        {
            while (_queue.Reader.TryRead(out PendingSubmission? next))
            {
                _backlog.Add(next);
            }

            if (_backlog.Count > 0)
            {
                return true;
            }

            _more ??= _queue.Reader.WaitToReadAsync().AsTask();
            await Task.WhenAny(_committing.IsCompletedSuccessfully ? _more : _committing, _more);
            if (_committing.IsFaulted)
            {
                await _committing;
            }

            if (_more.IsCompleted)
            {
                bool isOpen = await _more;
                _more = null;
                if (!isOpen)
                {
                    return false;
                }
            }
        }
    }

    /// <summary>Takes out of a group what is not to be applied: repeated, out of order, outdated.</summary>
    /// <returns>Whether anything is left.</returns>
    private async Task<bool> PrepareAsync(SubmissionGroup group)
    {
        if (group.SharesToken(_last))
        {
            await _committing;
        }

        group.AnswerRepeated(_recent);
        if (group.IsToBePlanned || group.Errand is not null)
        {
            await _committing;
        }

        if (group.Members.Count == 0 || (group.IsToBePlanned && !await group.PlanAsync(_store)))
        {
            return false;
        }

        group.Advance(_streams);
        await RetriedAsync(() => group.SiftAsync(_store, _last));
        return group.Members.Count > 0;
    }

    /// <summary>Applies a group to the engine, and begins its commit once the one before has ended.</summary>
    private async Task WriteAsync(SubmissionGroup group)
    {
        Apply(group);
        await _committing;
        _committing = CommitAsync(group);
        _last = group;
        if (group.IsAlone)
        {
            // Of erasures only the store knows what is refused from then on, once it has committed; an errand may exchange the engine then.
            await _committing;
        }
    }

    private void Apply(SubmissionGroup group)
    {
        using Activity? activity = _instruments.Activities.StartActivity("hub.resolve", ActivityKind.Internal, default(ActivityContext), links: group.Links);
        activity?.SetTag("party.inputs", group.Inputs);
        long started = _time.GetTimestamp();
        long pairs = _gate.Write(engine =>
        {
            long before = engine.PairsScored;
            group.Apply(engine);
            _watcher?.Invoke(group.Change);
            return engine.PairsScored - before;
        });
        _instruments.Applied(_time.GetElapsedTime(started), group.Inputs, pairs);
    }

    /// <summary>Commits a group, and answers its submissions.</summary>
    private async Task CommitAsync(SubmissionGroup group)
    {
        long started = _time.GetTimestamp();
        try
        {
            long commit = _signal.Last;
            if (!group.ChangesNothing)
            {
                await RetriedAsync(async () => commit = await _store.CommitAsync(group.Change, CancellationToken.None));
            }

            _instruments.Committed(group.Change, _time.GetElapsedTime(started));
            _signal.Set(commit);
            _recent.Add(group.Change.Answers, commit);
            group.Errand?.Committed?.Invoke();
            if (Taken is { } taken)
            {
                foreach (PendingSubmission member in group.Members)
                {
                    taken(member.Submission);
                }
            }

            group.Complete(commit);
        }
        catch (Exception failure)
        {
            _instruments.CommitFailed(retried: false);
            LogLost(failure, group.Members.Count);
            SetUnlessStopping(Recovering);
            group.Fail(Unavailable(failure));
            throw;
        }
    }

    private void FailAll()
    {
        while (_queue.Reader.TryRead(out PendingSubmission? next))
        {
            _backlog.Add(next);
        }

        foreach (PendingSubmission pending in _backlog)
        {
            Interlocked.Decrement(ref _waiting);
            pending.Fail(Unavailable());
        }

        _backlog.Clear();
    }

    [LoggerMessage(1001, LogLevel.Error, "A change of {Submissions} submissions is lost; the engine is restored from the store")]
    private partial void LogLost(Exception failure, int submissions);
}
