using System.Text.Json;
using PartyOrleans.Grains.Blocks;
using PartyOrleans.Grains.Wire;

namespace PartyOrleans.Grains.Tests.Wire;

public sealed class ShardPacksTests
{
    private static readonly WireKey First = new("crm", "1");
    private static readonly WireKey Second = new("erp", "Žofie 🙂");

    [Fact]
    public void UnpackTurn_WhenATurnWasPacked_IsTheTurn()
    {
        var turn = new ShardTurn(
            long.MaxValue, 18, 0,
            [
                new WireEntry(First, ulong.MaxValue, [], [(7L << 32) | 0xFFFF_FFFF, 0]), new WireEntry(Second, 0, [(300L << 32) | 5], []), new WireEntry(First, 1, [], []),
            ],
            [new WireContent(new WireVersion(Second, 2), []), new WireContent(new WireVersion(new WireKey("", ""), 3), new byte[300])]);

        ShardTurn read = ShardPacks.UnpackTurn(ShardPacks.Pack(turn));

        JsonSerializer.Serialize(read).ShouldBe(JsonSerializer.Serialize(turn));
    }

    [Fact]
    public void UnpackReply_WhenAnAnswerWasPacked_IsTheAnswer()
    {
        var reply = new ShardReply(
            [new WireMember(new WireVersion(First, 4), true), new WireMember(new WireVersion(Second, ulong.MaxValue), false)],
            [[], [1, 0], [70_000, 127, 128]],
            [new WireCrossed((7L << 32) | 0x8000_0000, true, [Second, First]), new WireCrossed(0, false, [])]);

        ShardReply read = ShardPacks.UnpackReply(ShardPacks.Pack(reply));

        JsonSerializer.Serialize(read).ShouldBe(JsonSerializer.Serialize(reply));
    }

    [Fact]
    public void ToTurn_WhenItDidNotTravel_IsTheVeryTurn()
    {
        var turn = new ShardTurn(1, 2, 1, [], []);

        new ShardBatch(turn).ToTurn().ShouldBeSameAs(turn);
    }

    [Fact]
    public void ToTurn_WhenALaterProgramPackedIt_SaysSo() =>
        Should.Throw<InvalidDataException>(() => new ShardBatch { Packed = [2, 0] }.ToTurn()).Message.ShouldContain("version 2");

    [Fact]
    public void ToReply_WhenALaterProgramPackedIt_SaysSo() =>
        Should.Throw<InvalidDataException>(() => new ShardFinding { Packed = [2, 0] }.ToReply()).Message.ShouldContain("version 2");
}
