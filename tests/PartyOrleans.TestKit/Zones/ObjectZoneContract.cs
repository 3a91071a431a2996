using System.Text;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.TestKit.PostgreSql;
using Shouldly;
using Xunit;

namespace PartyOrleans.TestKit.Zones;

/// <summary>What every zone does; a class of tests for each kind inherits it.</summary>
public abstract class ObjectZoneContract : IAsyncLifetime
{
    private IObjectZone? zone;

    /// <summary>The zone, empty at first.</summary>
    protected IObjectZone Zone => zone!;

    /// <summary>Opens an empty zone.</summary>
    protected abstract Task<IObjectZone> OpenAsync();

    public async Task InitializeAsync() => zone = await OpenAsync();

    public virtual Task DisposeAsync()
    {
        zone?.Dispose();
        return Task.CompletedTask;
    }

    [StoreFact]
    public async Task ListAsync_WhenEmpty_GivesNothing() => (await KeysAsync("", "")).ShouldBeEmpty();

    [StoreFact]
    public async Task ListAsync_WhenKeysHaveParts_SortsByTheirBytes()
    {
        await PutAllAsync("b/2.csv", "b/10.csv", "a.csv", "b.csv", "Z.csv", "b/é.csv", "b/\U0001F600.csv", "b/\uFF21.csv", "b-1.csv");

        (await KeysAsync("", "")).ShouldBe(["Z.csv", "a.csv", "b-1.csv", "b.csv", "b/10.csv", "b/2.csv", "b/é.csv", "b/\uFF21.csv", "b/\U0001F600.csv"], ignoreOrder: !SortsByBytes);
    }

    [StoreFact]
    public async Task ListAsync_WhenPrefixOrPlaceGiven_GivesWhatComesAfter()
    {
        await PutAllAsync("a/1.csv", "a/2.csv", "a/3.csv", "ab.csv", "b/1.csv");

        (await KeysAsync("a/", "")).ShouldBe(["a/1.csv", "a/2.csv", "a/3.csv"]);
        (await KeysAsync("a", "")).ShouldBe(["a/1.csv", "a/2.csv", "a/3.csv", "ab.csv"]);
        (await KeysAsync("", "a/2.csv")).ShouldBe(["a/3.csv", "ab.csv", "b/1.csv"]);
        (await KeysAsync("a/", "a/2")).ShouldBe(["a/2.csv", "a/3.csv"]);
        (await KeysAsync("none/", "")).ShouldBeEmpty();
    }

    [StoreFact]
    public async Task ListAsync_WhenMoreThanOnePage_GivesAllOnce()
    {
        string[] keys = [.. Enumerable.Range(0, 23).Select(i => $"many/{i:00}.csv")];
        await PutAllAsync(keys);

        (await KeysAsync("", "")).ShouldBe(keys);
    }

    [StoreFact]
    public async Task FindAsync_WhenWritten_GivesSizeAndVersion()
    {
        ZoneObject put = await PutAsync("in/a.csv", "id,name\n1,A\n");

        ZoneObject? found = await Zone.FindAsync("in/a.csv", CancellationToken.None);

        found!.Key.ShouldBe("in/a.csv");
        found.Size.ShouldBe(12);
        found.ETag.ShouldBe(put.ETag);
        found.ETag.ShouldNotContain("\"");
        (await ListAsync("", "")).Single().ShouldBe(found);
    }

    [StoreFact]
    public async Task FindAsync_WhenAbsent_IsNull() => (await Zone.FindAsync("none/at/all.csv", CancellationToken.None)).ShouldBeNull();

    [StoreTheory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("a/../../b")]
    [InlineData("./a")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    public async Task FindAsync_WhenKeyIsNone_Refuses(string key)
    {
        await Should.ThrowAsync<ArgumentException>(() => Zone.FindAsync(key, CancellationToken.None));
        await Should.ThrowAsync<ArgumentException>(() => Zone.PutAsync(key, new MemoryStream(), CancellationToken.None));
    }

    [StoreFact]
    public async Task PutAsync_WhenThereAlready_TakesItsPlaceWithAnotherVersion()
    {
        ZoneObject first = await PutAsync("a.csv", "one");
        ZoneObject second = await PutAsync("a.csv", "other");

        second.ETag.ShouldNotBe(first.ETag);
        (await ReadAsync(second)).ShouldBe("other");
    }

    [StoreFact]
    public async Task PutAsync_WhenContentFails_LeavesWhatWasThere()
    {
        ZoneObject first = await PutAsync("a.csv", "one");
        var failing = new FailingStream(new byte[6 << 20]);

        await Should.ThrowAsync<InvalidOperationException>(() => Zone.PutAsync("a.csv", failing, CancellationToken.None));

        (await ListAsync("", "")).Select(found => (found.Key, found.ETag)).ShouldBe([("a.csv", first.ETag)]);
        (await ReadAsync(first)).ShouldBe("one");
    }

    [StoreTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((64 << 10) - 1)]
    [InlineData(64 << 10)]
    [InlineData((64 << 10) + 1)]
    [InlineData((5 << 20) + 3)]
    [InlineData((10 << 20) + 1)]
    public async Task OpenRead_WhenOfAnySize_GivesTheBytesThatWereWritten(int size)
    {
        byte[] bytes = Bytes(size);

        ZoneObject put = await Zone.PutAsync("big.bin", new ForwardStream(bytes), CancellationToken.None);
        await using Stream stream = Zone.OpenRead(put, CancellationToken.None);
        using var read = new MemoryStream();
        await stream.CopyToAsync(read);

        put.Size.ShouldBe(size);
        (await Zone.FindAsync("big.bin", CancellationToken.None))!.Size.ShouldBe(size);
        read.ToArray().AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        (await stream.ReadAsync(new byte[1])).ShouldBe(0);
    }

    [StoreFact]
    public async Task OpenRead_WhenReadByBlockingCalls_GivesTheBytes()
    {
        byte[] bytes = Bytes(300_000);
        ZoneObject put = await Zone.PutAsync("a.bin", new MemoryStream(bytes), CancellationToken.None);

        byte[] read = await Task.Run(() =>
        {
            using Stream stream = Zone.OpenRead(put, CancellationToken.None);
            using var all = new MemoryStream();
            stream.CopyTo(all);
            return all.ToArray();
        });

        read.AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }

    [StoreFact]
    public async Task OpenRead_WhenObjectIsAnotherVersion_FailsBeforeAnyByteOfIt()
    {
        ZoneObject first = await PutAsync("a.csv", "the first version");
        await PutAsync("a.csv", "quite another one");

        ZoneException failure = await Should.ThrowAsync<ZoneException>(() => ReadAsync(first));

        failure.Fault.ShouldBe(ZoneFault.Changed);
        failure.IsTransient.ShouldBeFalse();
        failure.Message.ShouldBe($"{Zone.Location.TextOf("a.csv")}: {ChangedMessage}");
    }

    [StoreFact]
    public async Task OpenRead_WhenObjectIsGone_Fails()
    {
        ZoneObject first = await PutAsync("a.csv", "the first version");
        await Zone.DeleteAsync("a.csv", CancellationToken.None);

        ZoneException failure = await Should.ThrowAsync<ZoneException>(() => ReadAsync(first));

        failure.Fault.ShouldBe(ZoneFault.Missing);
    }

    [StoreFact]
    public async Task OpenRead_WhenCancelled_Ends()
    {
        ZoneObject put = await Zone.PutAsync("a.bin", new MemoryStream(Bytes(300_000)), CancellationToken.None);
        using var stop = new CancellationTokenSource();
        await using Stream stream = Zone.OpenRead(put, stop.Token);
        await stream.ReadExactlyAsync(new byte[10], CancellationToken.None);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            while (await stream.ReadAsync(new byte[100_000], CancellationToken.None) > 0)
            {
            }
        });
    }

    [StoreFact]
    public async Task DeleteAsync_WhenThereOrNot_IsGone()
    {
        await PutAllAsync("x/a.csv", "b.csv");

        await Zone.DeleteAsync("x/a.csv", CancellationToken.None);
        await Zone.DeleteAsync("x/a.csv", CancellationToken.None);
        await Zone.DeleteAsync("never/there.csv", CancellationToken.None);

        (await KeysAsync("", "")).ShouldBe(["b.csv"]);
    }

    /// <summary>Whether what stands behind the zone lists keys in their order, as S3 does; the S3 server of the tests lists folder by folder.</summary>
    protected virtual bool SortsByBytes => true;

    /// <summary>What the zone says of an object that is not the version any more that was to be read.</summary>
    protected abstract string ChangedMessage { get; }

    /// <summary>Bytes that look like no others of another length.</summary>
    protected static byte[] Bytes(int size)
    {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++)
        {
            bytes[i] = (byte)((i * 31) ^ (i >> 8) ^ (i >> 16) ^ size);
        }

        return bytes;
    }

    /// <summary>Writes a text.</summary>
    protected Task<ZoneObject> PutAsync(string key, string text) => Zone.PutAsync(key, new MemoryStream(Encoding.UTF8.GetBytes(text)), CancellationToken.None);

    /// <summary>Reads a text.</summary>
    protected async Task<string> ReadAsync(ZoneObject target)
    {
        using var reader = new StreamReader(Zone.OpenRead(target, CancellationToken.None));
        return await reader.ReadToEndAsync();
    }

    private async Task PutAllAsync(params string[] keys)
    {
        foreach (string key in keys)
        {
            await PutAsync(key, "x");
        }
    }

    private async Task<List<ZoneObject>> ListAsync(string prefix, string after)
    {
        var found = new List<ZoneObject>();
        await foreach (ZoneObject listed in Zone.ListAsync(prefix, after, CancellationToken.None))
        {
            found.Add(listed);
        }

        return found;
    }

    private async Task<List<string>> KeysAsync(string prefix, string after) => (await ListAsync(prefix, after)).ConvertAll(found => found.Key);

    /// <summary>A stream that does not know its length.</summary>
    private sealed class ForwardStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    /// <summary>A stream that breaks off after its bytes.</summary>
    private sealed class FailingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int got = await base.ReadAsync(buffer, cancellationToken);
            return got > 0 || buffer.IsEmpty ? got : throw new InvalidOperationException("This content breaks off.");
        }
    }
}
