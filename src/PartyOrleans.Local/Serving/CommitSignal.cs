namespace PartyOrleans.Local.Serving;

/// <summary>The number of the last commit, and a way to wait for a later one.</summary>
internal sealed class CommitSignal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _last;

    /// <summary>The last commit; 0 for none yet.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>Tells of a commit.</summary>
    public void Set(long commit)
    {
        TaskCompletionSource waited;
        lock (_lock)
        {
            if (commit <= _last)
            {
                return;
            }

            Volatile.Write(ref _last, commit);
            waited = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waited.SetResult();
    }

    /// <summary>Completes once a later commit is there.</summary>
    public async Task<long> AfterAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (_lock)
            {
                if (_last > after)
                {
                    return _last;
                }

                next = _next.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }
}
