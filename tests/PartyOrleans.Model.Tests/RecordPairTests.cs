using PartyOrleans.Model;

namespace PartyOrleans.Model.Tests;

public sealed class RecordPairTests
{
    private static readonly RecordKey A = new("crm", "a");
    private static readonly RecordKey B = new("crm", "b");
    private static readonly RecordKey C = new("erp", "a");

    [Fact]
    public void RecordPair_WhenKeysAreSwapped_IsTheSame()
    {
        var pair = new RecordPair(B, A);

        pair.ShouldBe(new RecordPair(A, B));
        pair.Left.ShouldBe(A);
        pair.Right.ShouldBe(B);
        pair.ToString().ShouldBe("crm/a ~ crm/b");
    }

    [Fact]
    public void RecordPair_WhenBothKeysAreTheSame_IsRefused()
    {
        ArgumentException refused = Should.Throw<ArgumentException>(() => new RecordPair(A, new RecordKey("crm", "a")));

        refused.Message.ShouldStartWith("A pair needs two records, got crm/a twice.");
    }

    [Fact]
    public void CompareTo_WhenSorted_OrdersByLeftThenRight()
    {
        RecordPair[] pairs = [new(C, B), new(A, C), new(B, A)];

        Array.Sort(pairs);

        pairs.ShouldBe([new(A, B), new(A, C), new(B, C)]);
    }
}
