using System.Text;
using Orleans.Streams;
using PartyOrleans.KafkaStreams.Caching;
using PartyOrleans.KafkaStreams.Messages;

namespace PartyOrleans.KafkaStreams.Tests;

/// <summary>What leaves the cache is a whole beginning that all consumers have; what a cursor gives is never passed over.</summary>
public sealed class KafkaQueueCacheTests
{
    private static readonly StreamId A = StreamId.Create("n", "a");
    private static readonly StreamId B = StreamId.Create("n", "b");

    private readonly KafkaQueueCache _cache = new(maxMessages: 10, maxBytes: 10_000);

    [Fact]
    public void Purge_WhenACursorStandsAtAMessage_HoldsItAndAllAfterIt()
    {
        Add((A, 0), (B, 1), (A, 2), (A, 3));
        IQueueCacheCursor a = _cache.GetCacheCursor(A, Arrival(0));
        IQueueCacheCursor b = _cache.GetCacheCursor(B, Arrival(1));

        Deliver(a).ShouldBe([0, 2, 3]);
        Purged().ShouldBe([0]);
        _cache.Applied.ShouldBe(1);
        Deliver(b).ShouldBe([1]);
        Purged().ShouldBe([1, 2, 3]);
        (_cache.Applied, _cache.Messages, _cache.Bytes).ShouldBe((4, 0, 0));
    }

    [Fact]
    public void Purge_WhenADeliveryIsUnderWay_HoldsIt()
    {
        Add((A, 0), (A, 1));
        IQueueCacheCursor a = _cache.GetCacheCursor(A, Arrival(0));
        Moves(a).ShouldBeTrue();
        OffsetsOf(a).ShouldBe([0]);

        Purged().ShouldBeEmpty();
        Moves(a).ShouldBeTrue();
        Purged().ShouldBe([0]);
    }

    [Fact]
    public void Purge_WhenNobodyReadsAStream_LetsItGo()
    {
        Add((A, 0), (B, 1));
        IQueueCacheCursor pin = _cache.GetCacheCursor(A, Arrival(0));
        Purged().ShouldBeEmpty();
        pin.Dispose();

        Purged().ShouldBe([0, 1]);
    }

    [Fact]
    public void MoveNext_WhenAnAgentMovesANewCursorWithoutLooking_PassesNothingOver()
    {
        Add((A, 0), (A, 1), (A, 2));
        foreach ((KafkaOffsetToken token, long[] given) in ((KafkaOffsetToken, long[])[])
        [
            (new KafkaOffsetToken(0, TokenKind.Delivery), [1, 2]), (KafkaOffsetToken.At(1), [1, 2]), (Arrival(0), [0, 1, 2]),
        ])
        {
            IQueueCacheCursor cursor = _cache.GetCacheCursor(A, token);
            Moves(cursor);
            Deliver(cursor).ShouldBe(given);
            cursor.Dispose();
        }
    }

    [Fact]
    public void MoveNext_WhenADeliveryFailed_OffersItAgainUntilItIsSettled()
    {
        Add((A, 0), (A, 1));
        var cursor = (KafkaCacheCursor)_cache.GetCacheCursor(A, Arrival(0));
        cursor.MoveNext();
        IBatchContainer? first = cursor.GetCurrent(out _);
        cursor.RecordDeliveryFailure();
        _cache.FailedAt(A, first!.SequenceToken).ShouldBe([cursor]);
        _cache.FailedAt(B, first.SequenceToken).ShouldBeEmpty();

        cursor.MoveNext().ShouldBeTrue();
        cursor.GetCurrent(out _).ShouldBeSameAs(first);
        cursor.RecordDeliveryFailure();
        cursor.Settle();
        cursor.MoveNext().ShouldBeTrue();
        OffsetsOf(cursor).ShouldBe([1]);
        Purged().ShouldBe([0]);
    }

    [Fact]
    public void Cursor_WhenItBeginsBeforeWhatIsHeld_WaitsUntilThatIsReadAgain()
    {
        Add((A, 0), (A, 1), (B, 2), (A, 3));
        IQueueCacheCursor a = _cache.GetCacheCursor(A, Arrival(0));
        IQueueCacheCursor b = _cache.GetCacheCursor(B, Arrival(2));
        Deliver(a);
        Deliver(b);
        Purged().ShouldBe([0, 1, 2, 3]);
        a.Dispose();

        IQueueCacheCursor back = _cache.GetCacheCursor(A, KafkaOffsetToken.At(1));
        Add((A, 4));
        Moves(back).ShouldBeFalse();
        _cache.TakeRewind().ShouldBe(1);
        _cache.TakeRewind().ShouldBeNull();
        _cache.Messages.ShouldBe(0);
        (_cache.IsWanted(A, 1), _cache.IsWanted(B, 2), _cache.IsWanted(A, 0), _cache.IsWanted(B, 5)).ShouldBe((true, false, false, true));

        Add((A, 1), (A, 3), (A, 4));
        Deliver(back).ShouldBe([1, 3, 4]);
        Purged().ShouldBe([1, 3, 4]);
        _cache.Applied.ShouldBe(5);
    }

    [Fact]
    public void Cursor_WhenAConsumerNamesWhatItHadLongAgo_ReadsNothingAgain()
    {
        _cache.Begin(1000);
        Add((A, 1000));

        IQueueCacheCursor cursor = _cache.GetCacheCursor(A, new KafkaOffsetToken(7, TokenKind.Delivery));

        _cache.TakeRewind().ShouldBeNull();
        Deliver(cursor).ShouldBe([1000]);
    }

    [Fact]
    public void Cursor_WhenItBeginsWithinADelivery_GivesTheRest()
    {
        _cache.AddToCache([Batch(A, 3, 4, 5, 6)]);

        Deliver(_cache.GetCacheCursor(A, KafkaOffsetToken.At(5))).ShouldBe([5, 6]);
        Deliver(_cache.GetCacheCursor(A, null)).ShouldBeEmpty();
        Purged().ShouldBe([3, 4, 5, 6]);
    }

    [Fact]
    public void BeginAnew_WhenWhatComesNextIsGone_GivesEverybodyWhatThereIs()
    {
        _cache.Begin(500);
        Add((A, 500));
        IQueueCacheCursor a = _cache.GetCacheCursor(A, Arrival(500));
        Deliver(a).ShouldBe([500]);
        Purged().ShouldBe([500]);

        _cache.BeginAnew();
        Add((A, 0), (A, 1));

        Deliver(a).ShouldBe([0, 1]);
        Deliver(_cache.GetCacheCursor(A, KafkaOffsetToken.At(501))).ShouldBe([0, 1]);
    }

    [Fact]
    public void Pressure_WhenFull_EndsReadingButNotGoingBack()
    {
        for (int offset = 0; offset < 10; offset++)
        {
            _cache.IsUnderPressure().ShouldBeFalse();
            Add((A, offset));
        }

        (_cache.IsUnderPressure(), _cache.GetMaxAddCount()).ShouldBe((true, 1));
        _cache.GetCacheCursor(A, Arrival(0));
        _cache.Begin(5);
        _cache.GetCacheCursor(A, KafkaOffsetToken.At(2));
        _cache.IsUnderPressure().ShouldBeFalse();
    }

    private static KafkaOffsetToken Arrival(long offset) => new(offset, TokenKind.Arrival);

    private static KafkaBatchContainer Batch(StreamId stream, params long[] offsets) => new(
        "p", stream, [.. offsets.Select(static offset => new KafkaEvent { Topic = "t", Offset = offset, Value = Encoding.UTF8.GetBytes("x") })], TokenKind.Arrival, new JsonMessageCodec());

    /// <summary>Moves a cursor as agents do.</summary>
    private static bool Moves(IQueueCacheCursor cursor) => cursor.MoveNextWithResult().Kind == QueueCacheCursorMoveResultKind.Success;

    private static List<long> Deliver(IQueueCacheCursor cursor)
    {
        var given = new List<long>();
        while (Moves(cursor))
        {
            given.AddRange(OffsetsOf(cursor));
        }

        return given;
    }

    private static IEnumerable<long> OffsetsOf(IQueueCacheCursor cursor) => ((KafkaBatchContainer)cursor.GetCurrent(out _)!).Events.Select(static message => message.Offset);

    private void Add(params (StreamId Stream, long Offset)[] messages) => _cache.AddToCache([.. messages.Select(static message => Batch(message.Stream, message.Offset))]);

    private IEnumerable<long> Purged() => _cache.TryPurgeFromCache(out IList<IBatchContainer>? purged)
        ? purged.Cast<KafkaBatchContainer>().SelectMany(static delivery => delivery.Events).Select(static message => message.Offset).ToArray()
        : [];
}
