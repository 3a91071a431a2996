using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Connectors.Tests.Outbox;

/// <summary>An outbox in memory that a test writes, and the operations store beside it. Real stores are held to the same by the tests of the hub.</summary>
internal sealed class MemoryOutbox(TimeProvider time) : IOutbox, IOperationsStore, IHubCommits
{
    private readonly Lock _lock = new();
    private readonly List<OutboxEntry> _entries = [];
    private readonly SortedDictionary<string, OperationsDocument> _documents = new(StringComparer.Ordinal);
    private TaskCompletionSource _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _commit;

    /// <summary>Thrown by every call of the operations store while it is there.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Times that documents were kept.</summary>
    public int Kept { get; private set; }

    /// <summary>What is kept of a sink.</summary>
    public string StateOf(string sink)
    {
        lock (_lock)
        {
            return _documents["sink/" + sink].Json;
        }
    }

    /// <summary>Commits events of parties, each with a golden record that names it.</summary>
    public void Commit(params string[] parties) => Commit([.. parties.Select(party => Changed(party, party + "'s name"))]);

    /// <summary>Commits entries; their places and commit are set here.</summary>
    public void Commit(params OutboxEntry[] entries)
    {
        TaskCompletionSource committed;
        lock (_lock)
        {
            _commit++;
            foreach (OutboxEntry entry in entries)
            {
                OutboxPosition last = _entries.Count == 0 ? default : _entries[^1].Position;
                _entries.Add(entry with
                {
                    Position = entry.Happened is not null ? last with { Event = last.Event + 1 } : last with { Review = last.Review + 1 },
                    Commit = new CommitInfo(_commit, time.GetUtcNow(), entry.Commit.Origin),
                });
            }

            (committed, _committed) = (_committed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        committed.SetResult();
    }

    /// <summary>Erases what was said of a party.</summary>
    public void Erase(string party)
    {
        lock (_lock)
        {
            for (int i = 0; i < _entries.Count; i++)
            {
                if (_entries[i].Happened is { } happened && happened.Party.Value == party)
                {
                    _entries[i] = _entries[i] with { Golden = null, Happened = happened with { Records = [] } };
                }
            }
        }
    }

    public static OutboxEntry Changed(string party, string name) => new(default, new CommitInfo(0, default, new ChangeOrigin(ChangeKind.Api)))
    {
        Happened = new PartyEvent(new PartyId(party), PartyEventKind.Changed, null, []),
        Golden = new GoldenRecord(
            new PartyId(party), PartyType.Person, [new RecordKey("crm", party)],
            [new GoldenCell(Attributes.NameFull, name, 0, new RecordKey("crm", party), "only"), new GoldenCell(Attributes.Email, party + "@example.org", 0, new RecordKey("crm", party), "only")],
            [.. Enumerable.Range(1, 16).Select(value => (byte)value)]),
    };

    public static OutboxEntry Opened(string left, string right) => new(default, new CommitInfo(0, default, ChangeOrigin.Unknown))
    {
        Review = new ReviewEvent(ReviewEventKind.Opened, new ReviewTask(new RecordPair(new RecordKey("crm", left), new RecordKey("crm", right)), 3.5, 0.75)),
    };

    public Task<IReadOnlyList<OutboxEntry>> ReadOutboxAsync(OutboxPosition after, int most, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<OutboxEntry>>(
                [.. _entries.Where(entry => entry.Position.Event > after.Event || entry.Position.Review > after.Review).Take(most)]);
        }
    }

    public Task<OutboxPosition> FindOutboxEndAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_entries.Count == 0 ? default : _entries[^1].Position);
        }
    }

    public async Task<long> CommittedAfterAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task committed;
            lock (_lock)
            {
                if (_commit > after)
                {
                    return _commit;
                }

                committed = _committed.Task;
            }

            await committed.WaitAsync(cancellationToken);
        }
    }

    public Task<OperationsDocument?> FindAsync(string area, string name, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Failure is not null ? Task.FromException<OperationsDocument?>(Failure) : Task.FromResult(_documents.GetValueOrDefault(area + "/" + name));
        }
    }

    public Task<IReadOnlyList<OperationsDocument>> ReadAsync(string area, string after, int most, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<OperationsDocument>>(
                [.. _documents.Values.Where(document => document.Area == area && string.CompareOrdinal(document.Name, after) > 0).Take(most)]);
        }
    }

    public Task PutAsync(IReadOnlyList<OperationsDocument> documents, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (Failure is not null)
            {
                return Task.FromException(Failure);
            }

            foreach (OperationsDocument document in documents)
            {
                _documents[document.Area + "/" + document.Name] = document;
                Kept++;
            }

            return Task.CompletedTask;
        }
    }

    public Task<bool> DeleteAsync(string area, string name, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_documents.Remove(area + "/" + name));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
