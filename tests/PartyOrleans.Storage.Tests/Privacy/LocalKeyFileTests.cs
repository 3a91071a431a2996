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

    [Fact]
    public async Task Include_WhenTheOtherFileIsNewer_HoldsAllKeysAndWrapsByTheOthersNewest()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("party-keys-");
        try
        {
            string live = Path.Combine(folder.FullName, "store.keys"), copy = Path.Combine(folder.FullName, "apart", "store.keys");
            byte[] secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
            WrappedKey first = await new LocalKeyFile(live).WrapAsync(secret, CancellationToken.None);
            new LocalKeyFile(copy).Include(live, isNewer: true);
            await new LocalKeyFile(live).RenewAsync(CancellationToken.None);
            WrappedKey second = await new LocalKeyFile(live).WrapAsync(secret, CancellationToken.None);

            new LocalKeyFile(copy).Include(live, isNewer: true);

            (await File.ReadAllTextAsync(copy)).ShouldBe(await File.ReadAllTextAsync(live));
            (await new LocalKeyFile(copy).UnwrapAsync(first, CancellationToken.None)).ShouldBe(secret);
            (await new LocalKeyFile(copy).UnwrapAsync(second, CancellationToken.None)).ShouldBe(secret);
            (await new LocalKeyFile(copy).IsStaleAsync(second.KeyId, CancellationToken.None)).ShouldBeFalse();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Include_WhenTheFileHasNewerKeysOfItsOwn_KeepsWrappingByThem()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("party-keys-");
        try
        {
            string live = Path.Combine(folder.FullName, "store.keys"), copy = Path.Combine(folder.FullName, "copy.keys");
            WrappedKey old = await new LocalKeyFile(copy).WrapAsync(new byte[32], CancellationToken.None);
            WrappedKey own = await new LocalKeyFile(live).WrapAsync(new byte[32], CancellationToken.None);

            new LocalKeyFile(live).Include(copy, isNewer: false);

            (await new LocalKeyFile(live).IsStaleAsync(own.KeyId, CancellationToken.None)).ShouldBeFalse();
            (await new LocalKeyFile(live).UnwrapAsync(old, CancellationToken.None)).ShouldBe(new byte[32]);
            (await File.ReadAllLinesAsync(live)).Length.ShouldBe(2);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
