using Orleans.Runtime;
using Orleans.Streams;
using PartyOrleans.KafkaStreams.Messages;

namespace PartyOrleans.KafkaStreams.Caching;

/// <summary>
/// What was read of one partition and is not applied by all of its consumers yet. A delivery is applied once every cursor of its stream has moved past it, which
/// a cursor does after the consumer has taken it or it has become a dead letter; what is applied leaves in the order of offsets, so that what leaves is always a
/// whole beginning of what was read. Bounded in messages and bytes. Used on the turns of one agent; only the counts are read elsewhere.
/// </summary>
internal sealed class KafkaQueueCache(int maxMessages, long maxBytes) : IQueueCache
{
    private readonly Queue<(StreamLane Lane, KafkaBatchContainer Delivery, int Bytes)> _deliveries = new();
    private readonly Dictionary<StreamId, StreamLane> _lanes = [];
    private long _applied;
    private long _covered;
    private long _end;
    private long? _rewindTo;
    private bool _isAnew;
    private int _messages;
    private long _bytes;

    /// <summary>Messages held.</summary>
    public int Messages => Volatile.Read(ref _messages);

    /// <summary>Bytes held.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The first offset that is not applied.</summary>
    public long Applied => Interlocked.Read(ref _applied);

    /// <summary>Bytes that there is room for; one at least, so that a message greater than all of it can pass.</summary>
    public long Room => Math.Max(1, maxBytes - _bytes);

    /// <summary>Says where reading begins; everything before is applied.</summary>
    public void Begin(long offset)
    {
        (_covered, _end) = (offset, offset);
        Interlocked.Exchange(ref _applied, offset);
    }

    /// <summary>Reading begins anew because what comes next is gone, after all that is held was applied: everybody gets what there is.</summary>
    public void BeginAnew()
    {
        Begin(0);
        _isAnew = true;
        foreach (StreamLane lane in _lanes.Values)
        {
            lane.Cursors.ForEach(static cursor => cursor.Begin(0));
        }
    }

    /// <summary>
    /// Where a consumer went back: what is held is dropped, and reading is to go on from there. Asked for by whoever reads, with nothing read that is not held yet.
    /// </summary>
    public long? TakeRewind()
    {
        if (_rewindTo is not { } offset)
        {
            return null;
        }

        _rewindTo = null;
        _deliveries.Clear();
        foreach (StreamLane lane in _lanes.Values.ToArray())
        {
            lane.Deliveries.Clear();
            Forget(lane);
        }

        Volatile.Write(ref _messages, 0);
        Interlocked.Exchange(ref _bytes, 0);
        (_covered, _end) = (offset, offset);
        return offset;
    }

    /// <summary>Whether a message is to be delivered: it is not applied yet, or somebody went back to it.</summary>
    public bool IsWanted(StreamId stream, long offset) => offset >= _applied || (_lanes.TryGetValue(stream, out StreamLane? lane) && lane.IsWanted(offset));

    /// <inheritdoc />
    public int GetMaxAddCount() => Math.Max(1, maxMessages - _messages); // none would end the agent's turn before it purges

    /// <inheritdoc />
    public bool IsUnderPressure() => _rewindTo is null && (_messages >= maxMessages || _bytes >= maxBytes);

    /// <inheritdoc />
    public void AddToCache(IList<IBatchContainer> messages)
    {
        foreach (KafkaBatchContainer delivery in messages.Cast<KafkaBatchContainer>())
        {
            StreamLane lane = LaneOf(delivery.StreamId);
            int bytes = delivery.Events.Sum(static message => message.Bytes);
            lane.Deliveries.AddLast(delivery);
            _deliveries.Enqueue((lane, delivery, bytes));
            _end = Math.Max(_end, delivery.Last + 1);
            Volatile.Write(ref _messages, _messages + delivery.Events.Length);
            Interlocked.Add(ref _bytes, bytes);
        }
    }

    /// <inheritdoc />
    public bool TryPurgeFromCache([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out IList<IBatchContainer> purgedItems)
    {
        List<IBatchContainer>? purged = null;
        while (_deliveries.TryPeek(out (StreamLane Lane, KafkaBatchContainer Delivery, int Bytes) oldest) && !oldest.Lane.IsWanted(oldest.Delivery.Last))
        {
            _deliveries.Dequeue();
            oldest.Lane.Deliveries.RemoveFirst();
            Forget(oldest.Lane);
            Volatile.Write(ref _messages, _messages - oldest.Delivery.Events.Length);
            Interlocked.Add(ref _bytes, -oldest.Bytes);
            _covered = oldest.Delivery.Last + 1;
            Interlocked.Exchange(ref _applied, Math.Max(_applied, _covered));
            (purged ??= []).Add(oldest.Delivery);
        }

        purgedItems = purged!;
        return purged is not null;
    }

    /// <inheritdoc />
    public IQueueCacheCursor GetCacheCursor(StreamId streamId, StreamSequenceToken? token)
    {
        TokenKind kind = (token as KafkaOffsetToken)?.Kind ?? TokenKind.Place;
        long next = token is null ? _end : kind is TokenKind.Delivery or TokenKind.Repetition ? token.SequenceNumber + 1 : token.SequenceNumber;
        if (_isAnew && kind == TokenKind.Place && _applied == 0)
        {
            next = 0; // a place of what was there before
        }

        bool isBack = token is not null && kind != TokenKind.Delivery && next < _covered;
        if (isBack)
        {
            _rewindTo = Math.Min(next, _rewindTo ?? long.MaxValue);
        }

        StreamLane lane = LaneOf(streamId);
        var cursor = new KafkaCacheCursor(this, lane, next, isBack);
        lane.Cursors.Add(cursor);
        return cursor;
    }

    /// <summary>The first offset that is held or still to be read.</summary>
    public long Covered => _covered;

    /// <summary>The cursors of a stream that could not deliver what has a token.</summary>
    public IReadOnlyList<KafkaCacheCursor> FailedAt(StreamId stream, StreamSequenceToken token) => !_lanes.TryGetValue(stream, out StreamLane? lane) ? []
        : [.. lane.Cursors.Where(cursor => cursor.Failed is { } failed && failed.Last == token.SequenceNumber)];

    /// <summary>A cursor is not used any more.</summary>
    public void Release(KafkaCacheCursor cursor)
    {
        cursor.Lane.Cursors.Remove(cursor);
        Forget(cursor.Lane);
    }

    private StreamLane LaneOf(StreamId stream)
    {
        if (!_lanes.TryGetValue(stream, out StreamLane? lane))
        {
            _lanes.Add(stream, lane = new StreamLane(stream));
        }

        return lane;
    }

    private void Forget(StreamLane lane)
    {
        if (lane.Deliveries.Count == 0 && lane.Cursors.Count == 0)
        {
            _lanes.Remove(lane.Stream);
        }
    }
}
