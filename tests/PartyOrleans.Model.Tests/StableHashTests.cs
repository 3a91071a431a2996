using System.Numerics;
using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Model.Tests;

public sealed class StableHashTests
{
    [Theory]
    [InlineData("", 0UL, 0x34D2FE82DACCAEA6UL)]
    [InlineData("a", 0UL, 0xE213E9F2B4CFAD19UL)]
    [InlineData("a", 1UL, 0x2C89337FE355B5F4UL)]
    [InlineData("smith", 0UL, 0xB636195BAD4632B2UL)]
    [InlineData("Größe 名前", 7UL, 0x19E1AB3C11E5437FUL)]
    [InlineData("a longer text of more than one word", 0UL, 0xCBC5B0D81629DAFAUL)]
    public void Of_WhenTextIsGiven_IsTheSameForEver(string text, ulong seed, ulong expected) => StableHash.Of(text, seed).ShouldBe(expected);

    [Fact]
    public void Of_WhenText_IsThatOfItsUtf16Bytes() =>
        StableHash.Of("größe".AsSpan()).ShouldBe(StableHash.Of(Encoding.Unicode.GetBytes("größe").AsSpan()));

    [Fact]
    public void Of_WhenOnlyZeroBytesAreAdded_Differs()
    {
        ulong[] hashes = [.. Enumerable.Range(0, 40).Select(count => StableHash.Of(new byte[count]))];

        hashes.Distinct().Count().ShouldBe(40);
    }

    [Fact]
    public void Of_WhenOneBitDiffers_FlipsAboutHalfOfTheBits()
    {
        byte[] bytes = new byte[24];
        ulong before = StableHash.Of(bytes);
        int flipped = 0;
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            flipped += BitOperations.PopCount(before ^ StableHash.Of(bytes));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        (flipped / (bytes.Length * 8.0)).ShouldBeInRange(28.0, 36.0);
    }

    [Fact]
    public void Of_WhenManyShortTextsAreGiven_HasNoCollision()
    {
        var seen = new HashSet<ulong>();
        for (int i = 0; i < 200_000; i++)
        {
            seen.Add(StableHash.Of(i.ToString(System.Globalization.CultureInfo.InvariantCulture))).ShouldBeTrue();
        }
    }

    [Fact]
    public void Combine_WhenOrderDiffers_Differs() => StableHash.Combine(1, 2).ShouldNotBe(StableHash.Combine(2, 1));
}
