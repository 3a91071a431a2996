using PartyOrleans.Api.Security;

namespace PartyOrleans.Api.Tests.Security;

public sealed class ScopeSetTests
{
    [Fact]
    public void Holds_WhenOneScope_ImpliesNoOther()
    {
        foreach (string scope in ScopeSet.Known)
        {
            ScopeSet.Of([scope]).Names.ShouldBe([scope]);
            ScopeSet.Known.Where(ScopeSet.Of([scope]).Holds).ShouldBe([scope]);
        }

        ScopeSet.All.Names.ShouldBe(["read", "read:pii", "write", "steward", "operate", "admin"]);
        ScopeSet.None.Names.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("read", true, "read", "")]
    [InlineData("write,read", true, "read write", "")]
    [InlineData(" admin  read:pii ", true, "read:pii admin", "")]
    [InlineData("read,root", false, "read", "root")]
    [InlineData("Read", false, "", "Read")]
    [InlineData("", false, "", "")]
    [InlineData(" , ", false, "", "")]
    public void TryParse_WhenGiven_TellsUnknownOnes(string text, bool isValid, string scopes, string unknown)
    {
        ScopeSet.TryParse(text, out ScopeSet set, out string wrong).ShouldBe(isValid);

        (set.ToString(), wrong).ShouldBe((scopes, unknown));
        set.Holds("root").ShouldBeFalse();
        set.Holds("").ShouldBeFalse();
    }
}
