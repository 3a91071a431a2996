using System.Text;
using PartyOrleans.Storage.Audit;
using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Storage.Tests;

public sealed class SqliteAuditLogTests : AuditLogContract
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("audit");
    private int _files;

    private string Path => System.IO.Path.Combine(_folder.FullName, $"{_files}.db.audit");

    public override Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public void Write_WhenEverythingIsSaid_HasOneForm() =>
        Encoding.UTF8.GetString(AuditEntryJson.Write(Entry(1) with { Records = ["crm/1"], Others = 2, Unmasked = ["email"], Purpose = "p", TraceId = "t" })).ShouldBe(
            """{"at":"2026-05-04T12:00:01Z","actor":"ann","via":"key","action":"GetParty","parties":["P1"],"records":["crm/1"],"others":2,"unmasked":["email"],"result":200,"purpose":"p","trace":"t"}""");

    [Fact]
    public void Read_WhenThereIsNoFile_IsEmptyAndMakesNone()
    {
        SqliteAuditLog.Read(Path, new AuditQuery()).Rows.ShouldBeEmpty();
        SqliteAuditLog.Verify(Path, CancellationToken.None).ShouldBe(new AuditProof(0, Head(0), null));
        File.Exists(Path).ShouldBeFalse();
    }

    [Fact]
    public async Task Open_WhenMade_IsReadableByItsOwnerAlone()
    {
        await using SqliteAuditLog log = SqliteAuditLog.Open(Path);
        await log.AppendAsync(Entry(0), CancellationToken.None);

        _folder.GetFiles().ShouldNotBeEmpty();
        foreach (FileInfo file in _folder.GetFiles())
        {
            (OperatingSystem.IsWindows() || File.GetUnixFileMode(file.FullName) == (UnixFileMode.UserRead | UnixFileMode.UserWrite)).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Open_WhenTheFileIsNewer_IsRefused()
    {
        SqliteSideFile.Open(Path, ["AuditSchema1"], new SqliteStoreOptions()).Dispose();
        await TamperAsync("PRAGMA user_version = 2");

        Should.Throw<StoreException>(() => SqliteAuditLog.Open(Path)).Message.ShouldContain("has version 2, this program knows up to 1");
    }

    protected override Task<IAuditLog> OpenAsync() => Task.FromResult<IAuditLog>(SqliteAuditLog.Open(Path));

    protected override Task TamperAsync(string sql)
    {
        using var session = new SqliteSession(Path, writable: true, new SqliteStoreOptions());
        session.Run(sql);
        return Task.CompletedTask;
    }

    protected override Task UnguardAsync() => TamperAsync("DROP TRIGGER audit_entry_stays; DROP TRIGGER audit_entry_remains");

    protected override Task ClearAsync()
    {
        _files++;
        return Task.CompletedTask;
    }
}
