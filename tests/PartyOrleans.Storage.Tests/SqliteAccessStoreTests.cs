using PartyOrleans.Storage.Access;
using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Storage.Tests;

public sealed class SqliteAccessStoreTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("access");
    private readonly SqliteAccessStore _store;

    public SqliteAccessStoreTests() => _store = SqliteAccessStore.Open(Path);

    private string Path => System.IO.Path.Combine(_folder.FullName, "a.db.access");

    public void Dispose()
    {
        _store.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Add_WhenDone_AnotherProcessFindsIt()
    {
        using SqliteAccessStore other = SqliteAccessStore.Open(Path);
        ApiKey key = Key("b") with { Expires = Noon.AddDays(1) };

        _store.Add(key);
        _store.Add(Key("a"));

        other.Find("b").ShouldBeEquivalentTo(key);
        other.Find("c").ShouldBeNull();
        other.Find("' OR 1=1 --").ShouldBeNull();
        other.List().Select(one => one.Id).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Add_WhenTheIdIsTaken_IsRefused()
    {
        _store.Add(Key("a"));

        Should.Throw<StoreException>(() => _store.Add(Key("a")));
    }

    [Fact]
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

    [Fact]
    public void Replace_WhenTheOldOneEndsSooner_ItIsNotProlonged()
    {
        _store.Add(Key("a") with { Expires = Noon.AddDays(2) });

        _store.Replace("a", Key("b"), Noon.AddDays(7)).ShouldBeTrue();

        _store.Find("a")!.Expires.ShouldBe(Noon.AddDays(2));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("revoked")]
    [InlineData("ended")]
    [InlineData("replaced")]
    public void Replace_WhenThereIsNoValidOne_ChangesNothing(string id)
    {
        _store.Add(Key("revoked"));
        _store.Revoke("revoked", Noon.AddDays(-1));
        _store.Add(Key("ended") with { Expires = Noon });
        _store.Add(Key("replaced"));
        _store.Replace("replaced", Key("successor"), Noon.AddDays(1));
        IReadOnlyList<ApiKey> before = _store.List();

        _store.Replace(id, Key("new"), Noon.AddDays(7)).ShouldBeFalse();

        _store.List().ShouldBeEquivalentTo(before);
    }

    [Fact]
    public void Replace_WhenTheNewIdIsTaken_LeavesTheOldOne()
    {
        _store.Add(Key("a"));
        _store.Add(Key("b"));

        Should.Throw<StoreException>(() => _store.Replace("a", Key("b"), Noon));

        _store.Find("a").ShouldBeEquivalentTo(Key("a"));
    }

    [Fact]
    public void Revoke_WhenValid_EndsAtOnceAndOnlyOnce()
    {
        _store.Add(Key("a"));

        _store.Revoke("a", Noon).ShouldBeTrue();
        _store.Revoke("a", Noon.AddDays(1)).ShouldBeFalse();
        _store.Revoke("b", Noon).ShouldBeFalse();

        _store.Find("a")!.Revoked.ShouldBe(Noon);
        _store.Find("a")!.IsValidAt(Noon.AddDays(-1)).ShouldBeFalse();
    }

    [Fact]
    public void SigningKey_WhenMade_StaysTheSame()
    {
        _store.FindSigningKey().ShouldBeNull();

        byte[] key = _store.SigningKey();

        key.Length.ShouldBe(32);
        _store.SigningKey().ShouldBe(key);
        using SqliteAccessStore other = SqliteAccessStore.Open(Path);
        other.FindSigningKey().ShouldBe(key);
    }

    [Fact]
    public void Open_WhenMade_IsReadableByItsOwnerAlone()
    {
        _store.Add(Key("a"));

        _folder.GetFiles().ShouldNotBeEmpty();
        foreach (FileInfo file in _folder.GetFiles())
        {
            (OperatingSystem.IsWindows() || File.GetUnixFileMode(file.FullName) == (UnixFileMode.UserRead | UnixFileMode.UserWrite)).ShouldBeTrue();
        }
    }

    private static ApiKey Key(string id) =>
        new() { Id = id, Name = "loader", Scopes = "read write", SecretHash = [1, 2, 3], Created = Noon };
}
