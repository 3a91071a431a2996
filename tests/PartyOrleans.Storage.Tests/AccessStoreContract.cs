using PartyOrleans.Storage.Access;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Storage.Tests;

/// <summary>What every store of keys keeps, wherever it lies.</summary>
public abstract class AccessStoreContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private IAccessStore _store = null!;

    public virtual async Task InitializeAsync() => _store = await OpenAsync();

    public virtual Task DisposeAsync()
    {
        _store?.Dispose();
        return Task.CompletedTask;
    }

    [StoreFact]
    public async Task Add_WhenDone_AnotherProcessFindsIt()
    {
        using IAccessStore other = await OpenAsync();
        ApiKey key = Key("b") with { Expires = Noon.AddDays(1) };

        _store.Add(key);
        _store.Add(Key("a"));

        other.Find("b").ShouldBeEquivalentTo(key);
        other.Find("c").ShouldBeNull();
        other.Find("' OR 1=1 --").ShouldBeNull();
        other.List().Select(one => one.Id).ShouldBe(["a", "b"]);
    }

    [StoreFact]
    public void Add_WhenTheIdIsTaken_IsRefused()
    {
        _store.Add(Key("a"));

        Should.Throw<StoreException>(() => _store.Add(Key("a")));
    }

    [StoreFact]
    public void Replace_WhenValid_TheOldOneEndsAfterTheOverlap()
    {
        _store.Add(Key("a"));

        _store.Replace("a", Key("b"), Noon.AddDays(7)).ShouldBeTrue();

        ApiKey old = _store.Find("a")!;
        old.ReplacedBy.ShouldBe("b");
        old.Expires.ShouldBe(Noon.AddDays(7));
        old.IsValidAt(Noon.AddDays(7).AddTicks(-1)).ShouldBeTrue();
        old.IsValidAt(Noon.AddDays(7)).ShouldBeFalse();
        _store.Find("b")!.IsValidAt(Noon.AddYears(9)).ShouldBeTrue();
    }

    [StoreFact]
    public void Replace_WhenTheOldOneEndsSooner_ItIsNotProlonged()
    {
        _store.Add(Key("a") with { Expires = Noon.AddDays(2) });

        _store.Replace("a", Key("b"), Noon.AddDays(7)).ShouldBeTrue();

        _store.Find("a")!.Expires.ShouldBe(Noon.AddDays(2));
    }

    [StoreFact]
    public void Replace_WhenThereIsNoValidOne_ChangesNothing()
    {
        _store.Add(Key("revoked"));
        _store.Revoke("revoked", Noon.AddDays(-1));
        _store.Add(Key("ended") with { Expires = Noon });
        _store.Add(Key("replaced"));
        _store.Replace("replaced", Key("successor"), Noon.AddDays(1));
        IReadOnlyList<ApiKey> before = _store.List();

        foreach (string id in new[] { "missing", "revoked", "ended", "replaced", "' OR 1=1 --" })
        {
            _store.Replace(id, Key("new"), Noon.AddDays(7)).ShouldBeFalse(id);
        }

        _store.List().ShouldBeEquivalentTo(before);
    }

    [StoreFact]
    public void Replace_WhenTheNewIdIsTaken_LeavesTheOldOne()
    {
        _store.Add(Key("a"));
        _store.Add(Key("b"));

        Should.Throw<StoreException>(() => _store.Replace("a", Key("b"), Noon));

        _store.Find("a").ShouldBeEquivalentTo(Key("a"));
    }

    [StoreFact]
    public void Revoke_WhenValid_EndsAtOnceAndOnlyOnce()
    {
        _store.Add(Key("a"));

        _store.Revoke("a", Noon).ShouldBeTrue();
        _store.Revoke("a", Noon.AddDays(1)).ShouldBeFalse();
        _store.Revoke("b", Noon).ShouldBeFalse();

        _store.Find("a")!.Revoked.ShouldBe(Noon);
        _store.Find("a")!.IsValidAt(Noon.AddDays(-1)).ShouldBeFalse();
    }

    [StoreFact]
    public async Task SigningKey_WhenMade_StaysTheSame()
    {
        _store.FindSigningKey().ShouldBeNull();

        byte[] key = _store.SigningKey();

        key.Length.ShouldBe(32);
        _store.SigningKey().ShouldBe(key);
        using IAccessStore other = await OpenAsync();
        other.FindSigningKey().ShouldBe(key);
    }

    /// <summary>Opens the keys, again where they are open already.</summary>
    protected abstract Task<IAccessStore> OpenAsync();

    private protected static ApiKey Key(string id) =>
        new() { Id = id, Name = "loader", Scopes = "read write", SecretHash = [1, 2, 3], Created = Noon };
}
