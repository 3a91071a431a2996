using PartyOrleans.Model;

namespace PartyOrleans.Model.Tests;

public sealed class RecordKeyTests
{
    [Theory]
    [InlineData("crm", "1", "crm", "1", 0)]
    [InlineData("crm", "1", "crm", "2", -1)]
    [InlineData("crm", "10", "crm", "9", -1)]
    [InlineData("crm", "2", "erp", "1", -1)]
    [InlineData("erp", "1", "crm", "2", 1)]
    [InlineData("CRM", "1", "crm", "1", -1)]
    [InlineData("crm", "", "crm", "1", -1)]
    [InlineData("crm", "\uFFFD", "crm", "\U0001F600", 1)]
    public void CompareTo_WhenKeysDiffer_OrdersBySourceThenIdByValue(string source, string id, string otherSource, string otherId, int order)
    {
        var key = new RecordKey(source, id);
        var other = new RecordKey(otherSource, otherId);

        Math.Sign(key.CompareTo(other)).ShouldBe(order);
        Math.Sign(other.CompareTo(key)).ShouldBe(-order);
        (key < other).ShouldBe(order < 0);
        (key > other).ShouldBe(order > 0);
        (key <= other).ShouldBe(order <= 0);
        (key >= other).ShouldBe(order >= 0);
        (key == other).ShouldBe(order == 0);
    }

    [Fact]
    public void ToString_WhenCalled_JoinsSourceAndId() => new RecordKey("crm", "a/1").ToString().ShouldBe("crm/a/1");

    [Theory]
    [InlineData("p1", "p1", 0)]
    [InlineData("P2", "p1", -1)]
    [InlineData("p2", "p10", 1)]
    public void CompareTo_WhenPartiesDiffer_OrdersByValue(string left, string right, int order)
    {
        var party = new PartyId(left);
        var other = new PartyId(right);

        Math.Sign(party.CompareTo(other)).ShouldBe(order);
        (party < other).ShouldBe(order < 0);
        (party > other).ShouldBe(order > 0);
        (party <= other).ShouldBe(order <= 0);
        (party >= other).ShouldBe(order >= 0);
        party.ToString().ShouldBe(left);
    }
}
