using System.Collections.Concurrent;
using System.Text;
using PartyOrleans.KafkaStreams.Messages;

namespace PartyOrleans.KafkaStreams.Tests;

/// <summary>What consumers of one namespace were given, by their streams, and what they are to do with it. Shared by all silos of a test's process.</summary>
internal sealed class Journal
{
    private static readonly ConcurrentDictionary<string, Journal> All = new(StringComparer.Ordinal);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<long>> _offsets = new(StringComparer.Ordinal);
    private readonly List<(Func<Journal, bool> Wanted, TaskCompletionSource Done)> _waiting = [];

    /// <summary>The journal of a namespace.</summary>
    public static Journal Of(string name) => All.GetOrAdd(name, static _ => new Journal());

    /// <summary>What a consumer does with a message before it has taken it.</summary>
    public Func<KafkaEvent, Task> Taking { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Where a consumer begins when it comes to life; null for wherever it is.</summary>
    public Func<string, long?> Begin { get; set; } = static _ => null;

    /// <summary>Deliveries that began, those that failed too.</summary>
    public int Attempts { get; private set; }

    /// <summary>The streams that something came from, sorted.</summary>
    public IReadOnlyList<string> Streams
    {
        get
        {
            lock (_lock)
            {
                return [.. _offsets.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Messages taken, those taken again too.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _offsets.Values.Sum(static offsets => offsets.Count);
            }
        }
    }

    /// <summary>Different messages taken.</summary>
    public int Different
    {
        get
        {
            lock (_lock)
            {
                return _offsets.Values.Sum(static offsets => offsets.Distinct().Count());
            }
        }
    }

    /// <summary>The offsets of what was taken of a stream, in the order in which it was taken.</summary>
    public IReadOnlyList<long> Of(StreamKey stream)
    {
        lock (_lock)
        {
            return _offsets.TryGetValue(stream.Key, out List<long>? offsets) ? [.. offsets] : [];
        }
    }

    /// <summary>A message came.</summary>
    public async Task TakeAsync(string stream, KafkaEvent message)
    {
        lock (_lock)
        {
            Attempts++;
        }

        Look();
        await Taking(message);
        lock (_lock)
        {
            if (!_offsets.TryGetValue(stream, out List<long>? offsets))
            {
                _offsets.Add(stream, offsets = []);
            }

            offsets.Add(message.Offset);
        }

        Look();
    }

    /// <summary>Completes when the journal is as wanted, which is looked at whenever something comes.</summary>
    public async Task UntilAsync(Func<Journal, bool> wanted)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add((wanted, done));
        }

        Look();
        await done.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private void Look()
    {
        (Func<Journal, bool> Wanted, TaskCompletionSource Done)[] waiting;
        lock (_lock)
        {
            waiting = [.. _waiting];
        }

        foreach ((Func<Journal, bool> wanted, TaskCompletionSource done) in waiting)
        {
            if (wanted(this))
            {
                lock (_lock)
                {
                    _waiting.Remove((wanted, done));
                }

                done.TrySetResult();
            }
        }
    }

    /// <summary>The text that a message holds.</summary>
    public static string TextOf(KafkaEvent message) => Encoding.UTF8.GetString(message.Value!);
}

/// <summary>The key of a stream.</summary>
internal readonly record struct StreamKey(string Key);
