using System.Security.Cryptography;

namespace PartyOrleans.Storage.Audit;

/// <summary>
/// An audit log whose entries share commits: one thread writes, and while it waits for the disk the next entries gather, so that the number of
/// commits follows the disk, not the callers.
/// </summary>
public abstract class GroupedAuditLog : IAuditLog
{
    /// <summary>Entries that may wait; with more the disk does not keep up, and callers are refused instead of waiting ever longer.</summary>
    private const int MostWaiting = 1 << 16;

    /// <summary>Entries of one commit.</summary>
    private const int MostPerCommit = 1 << 12;

    private readonly Thread _writer;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private List<Pending> _waiting = [];
    private List<Pending> _taken = [];
    private bool _isClosing;

    /// <summary>Starts the writing thread, which does nothing before the first entry.</summary>
    /// <param name="name">What messages call the log; without secrets.</param>
    private protected GroupedAuditLog(string name)
    {
        Name = name;
        _writer = new Thread(Write) { IsBackground = true, Name = "audit log" };
        _writer.Start();
    }

    private readonly record struct Pending(byte[] Body, TaskCompletionSource Done);

    /// <summary>What messages call the log.</summary>
    private protected string Name { get; }

    /// <inheritdoc />
    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new Pending(AuditEntryJson.Write(entry), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosing, this);
            if (_waiting.Count >= MostWaiting)
            {
                throw new StoreException($"Audit log {Name}: {MostWaiting} entries wait for the disk: try again once it keeps up.", isTransient: true);
            }

            _waiting.Add(pending);
            if (_waiting.Count == 1)
            {
                _arrived.Release();
            }
        }

        return pending.Done.Task;
    }

    /// <inheritdoc />
    public abstract Task<AuditPage> ReadAsync(AuditQuery query, CancellationToken cancellationToken);

    /// <inheritdoc />
    public abstract Task<AuditProof> VerifyAsync(CancellationToken cancellationToken);

    /// <summary>Writes what waits, then closes the log.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isClosing)
            {
                return;
            }

            _isClosing = true;
            if (_waiting.Count == 0)
            {
                _arrived.Release();
            }
        }

        await Task.Run(_writer.Join).ConfigureAwait(false);
        _arrived.Dispose();
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes entries in one transaction, continuing the chain where it ends now, since other processes may append too.</summary>
    /// <param name="bodies">The JSON of each, in order.</param>
    private protected abstract void Commit(IReadOnlyList<byte[]> bodies);

    /// <summary>Closes what the log is written to; nothing is written any more.</summary>
    private protected abstract void Close();

    /// <summary>The numbers and hashes that continue a chain.</summary>
    private protected static (long[] Sequences, byte[][] Hashes) Continue(long sequence, byte[] hash, IReadOnlyList<byte[]> bodies)
    {
        var sequences = new long[bodies.Count];
        byte[][] hashes = new byte[bodies.Count][];
        for (int i = 0; i < bodies.Count; i++)
        {
            sequences[i] = ++sequence;
            hashes[i] = hash = AuditEntryJson.Hash(hash, sequence, bodies[i]);
        }

        return (sequences, hashes);
    }

    /// <summary>The hash before the first entry.</summary>
    private protected static byte[] NoHash() => new byte[SHA256.HashSizeInBytes];

    private void Write()
    {
        while (true)
        {
            _arrived.Wait();
            bool isLast;
            lock (_gate)
            {
                (_waiting, _taken) = (_taken, _waiting);
                isLast = _isClosing;
            }

            for (int from = 0; from < _taken.Count; from += MostPerCommit)
            {
                Commit(_taken.GetRange(from, Math.Min(MostPerCommit, _taken.Count - from)));
            }

            _taken.Clear();
            if (isLast)
            {
                return;
            }
        }
    }

    /// <summary>All entries are durable then, or none is there and their callers learn why.</summary>
    private void Commit(List<Pending> entries)
    {
        try
        {
            Commit([.. entries.Select(entry => entry.Body)]);
        }
        catch (Exception failed)
        {
            StoreException told = failed as StoreException ?? new StoreException($"Audit log {Name}: an entry could not be written.", isTransient: false, failed);
            foreach (Pending entry in entries)
            {
                entry.Done.SetException(told);
            }

            return;
        }

        foreach (Pending entry in entries)
        {
            entry.Done.SetResult();
        }
    }
}
