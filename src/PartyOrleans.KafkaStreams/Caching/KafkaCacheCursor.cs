using Orleans.Streams;
using PartyOrleans.KafkaStreams.Messages;

namespace PartyOrleans.KafkaStreams.Caching;

/// <summary>
/// How far one consumer has come, by offset. What could not be delivered is offered again until somebody settles it, so that nothing is passed over.
/// </summary>
/// <remarks>
/// An agent moves a new cursor once without looking where a consumer said how far it is, to pass the delivery that was named. Cursors here begin after that one, so a move
/// that nobody has looked at is not followed by another.
/// </remarks>
internal sealed class KafkaCacheCursor(KafkaQueueCache cache, StreamLane lane, long next, bool hasGoneBack) : IQueueCacheCursor
{
    private LinkedListNode<KafkaBatchContainer>? _at;
    private KafkaBatchContainer? _current;
    private bool _isSeen;
    private bool _isFailed;
    private bool _isBack = hasGoneBack;

    /// <summary>The first offset that its consumer does not have.</summary>
    public long Next { get; private set; } = next;

    /// <summary>What it reads.</summary>
    public StreamLane Lane => lane;

    /// <summary>What could not be delivered, and is not settled.</summary>
    public KafkaBatchContainer? Failed => _isFailed ? _current : null;

    /// <inheritdoc />
    public IBatchContainer? GetCurrent(out Exception? exception)
    {
        exception = null;
        _isSeen = true;
        return _current;
    }

    /// <inheritdoc />
    public bool MoveNext()
    {
        if (_isFailed)
        {
            _isFailed = false;
            return true;
        }

        if (_current is not null)
        {
            if (!_isSeen)
            {
                return true;
            }

            Next = Math.Max(Next, _current.Last + 1);
            _current = null;
        }

        if (_isBack)
        {
            if (Next < cache.Covered)
            {
                return false; // what it wants is still to be read again
            }

            _isBack = false;
        }

        LinkedListNode<KafkaBatchContainer>? node = _at?.List is null ? lane.Deliveries.First : _at;
        while (node is not null && node.Value.Last < Next)
        {
            node = node.Next;
        }

        if (node is null)
        {
            return false;
        }

        (_at, _current, _isSeen) = (node, node.Value.For(Next), false);
        return true;
    }

    /// <inheritdoc />
    public void Refresh(StreamSequenceToken token)
    {
        // It stands at an offset: what came meanwhile is found there.
    }

    /// <inheritdoc />
    public void RecordDeliveryFailure() => _isFailed = _current is not null;

    /// <summary>Begins with another offset, having delivered what it had.</summary>
    public void Begin(long offset) => (Next, _current, _at) = (offset, null, null);

    /// <summary>What could not be delivered is dealt with, and is passed.</summary>
    public void Settle() => _isFailed = false;

    /// <inheritdoc />
    public void Dispose()
    {
        _current = null;
        cache.Release(this);
    }
}
