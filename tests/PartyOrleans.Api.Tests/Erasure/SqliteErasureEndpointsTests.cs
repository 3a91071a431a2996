namespace PartyOrleans.Api.Tests.Erasure;

/// <summary>Over a SQLite file.</summary>
public sealed class SqliteErasureEndpointsTests : ErasureEndpointsContract
{
    protected override Task<string?> PrepareAsync() => Task.FromResult<string?>(null);

    protected override async Task<byte[]> ReadBytesAsync()
    {
        using var bytes = new MemoryStream();
        foreach (string path in Directory.GetFiles(Path.GetDirectoryName(Hub.Database)!, "hub.db*").Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            await file.CopyToAsync(bytes);
        }

        return bytes.ToArray();
    }
}
