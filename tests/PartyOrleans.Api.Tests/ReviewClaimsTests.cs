using PartyOrleans.Api.Stewardship;
using PartyOrleans.Model;
using PartyOrleans.TestKit;

namespace PartyOrleans.Api.Tests;

public sealed class ReviewClaimsTests
{
    private static readonly RecordPair Pair = new(new RecordKey("crm", "1"), new RecordKey("crm", "2"));

    [Fact]
    public void TryClaim_WhenAnotherHoldsIt_WaitsForItsEnd()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var claims = new ReviewClaims(time);
        claims.TryClaim(Pair, "ann", TimeSpan.FromMinutes(10), out ReviewClaim first).ShouldBeTrue();

        claims.TryClaim(Pair, "bob", TimeSpan.FromMinutes(10), out ReviewClaim held).ShouldBeFalse();
        held.ShouldBe(first);
        claims.Release(Pair, "bob").ShouldBeFalse();
        time.Advance(TimeSpan.FromMinutes(10));

        claims.Find(Pair).ShouldBeNull();
        claims.TryClaim(Pair, "bob", TimeSpan.FromMinutes(5), out ReviewClaim second).ShouldBeTrue();
        second.ShouldBe(new ReviewClaim("bob", time.GetUtcNow() + TimeSpan.FromMinutes(5)));
    }
}
