using PartyOrleans.Storage.Access;
using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Storage.Tests;

public sealed class SqliteAccessStoreTests : AccessStoreContract
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("access");

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Open_WhenMade_IsReadableByItsOwnerAlone()
    {
        _folder.GetFiles().ShouldNotBeEmpty();
        foreach (FileInfo file in _folder.GetFiles())
        {
            (OperatingSystem.IsWindows() || File.GetUnixFileMode(file.FullName) == (UnixFileMode.UserRead | UnixFileMode.UserWrite)).ShouldBeTrue();
        }
    }

    protected override Task<IAccessStore> OpenAsync() =>
        Task.FromResult<IAccessStore>(SqliteAccessStore.Open(Path.Combine(_folder.FullName, "a.db.access")));
}
