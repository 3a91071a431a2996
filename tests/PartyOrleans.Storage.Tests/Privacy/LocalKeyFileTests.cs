using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Storage.Tests.Privacy;

public sealed class LocalKeyFileTests
{
    [Fact]
    public async Task WrapAsync_WhenManyHubsMakeTheFileAtOnce_EachKeyIsKept()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("party-keys-");
        try
        {
            string path = Path.Combine(folder.FullName, "store.keys");
            byte[][] secrets = [.. Enumerable.Range(0, 16).Select(i => Enumerable.Repeat((byte)i, 32).ToArray())];

            WrappedKey[] wrapped = await Task.WhenAll(secrets.Select((secret, i) => Task.Run(async () =>
            {
                var file = new LocalKeyFile(path);
                if (i % 3 == 0)
                {
                    await file.RenewAsync(CancellationToken.None);
                }

                return await file.WrapAsync(secret, CancellationToken.None);
            })));

            var reader = new LocalKeyFile(path);
            for (int i = 0; i < secrets.Length; i++)
            {
                (await reader.UnwrapAsync(wrapped[i], CancellationToken.None)).ShouldBe(secrets[i]);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
