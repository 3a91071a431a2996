using PartyOrleans.KafkaStreams.Messages;

namespace PartyOrleans.KafkaStreams.Tests;

public sealed class KafkaOffsetTokenTests
{
    [Theory]
    [InlineData(5, TokenKind.Place, 5, TokenKind.Delivery, -1)]
    [InlineData(5, TokenKind.Place, 5, TokenKind.Arrival, -1)]
    [InlineData(5, TokenKind.Repetition, 5, TokenKind.Place, 1)]
    [InlineData(5, TokenKind.Place, 5, TokenKind.Place, 0)]
    [InlineData(5, TokenKind.Arrival, 5, TokenKind.Delivery, 0)]
    [InlineData(6, TokenKind.Place, 5, TokenKind.Delivery, 1)]
    [InlineData(4, TokenKind.Delivery, 5, TokenKind.Place, -1)]
    internal void CompareTo_WhenOneIsAPlace_PutsItBeforeWhatLiesThere(long left, TokenKind of, long right, TokenKind ofOther, int expected)
    {
        var a = new KafkaOffsetToken(left, of);
        var b = new KafkaOffsetToken(right, ofOther);

        Math.Sign(a.CompareTo(b)).ShouldBe(expected);
        Math.Sign(b.CompareTo(a)).ShouldBe(-expected);
        a.Equals(b).ShouldBe(left == right, "consumers and agents know a place by its offset");
    }
}
