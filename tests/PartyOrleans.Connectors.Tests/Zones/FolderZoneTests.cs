using PartyOrleans.Connectors.Zones;
using PartyOrleans.TestKit.Zones;

namespace PartyOrleans.Connectors.Tests.Zones;

public sealed class FolderZoneTests : ObjectZoneContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("party-zone-").FullName;

    protected override string ChangedMessage => "the file changed while it was read; it is to be read again from its start.";

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task ListAsync_WhenHiddenFilesAndLinks_PassesThemOver()
    {
        await PutAsync("a.csv", "x");
        string outside = Path.Combine(_folder, "..", Path.GetFileName(_folder) + "-outside.csv");
        await File.WriteAllTextAsync(outside, "secret");
        Directory.CreateDirectory(Path.Combine(_folder, ".hidden"));
        await File.WriteAllTextAsync(Path.Combine(_folder, ".hidden", "b.csv"), "x");
        await File.WriteAllTextAsync(Path.Combine(_folder, ".c.csv.1-1.part"), "x");
        File.CreateSymbolicLink(Path.Combine(_folder, "link.csv"), outside);
        try
        {
            var keys = new List<string>();
            await foreach (ZoneObject found in Zone.ListAsync("", "", CancellationToken.None))
            {
                keys.Add(found.Key);
            }

            keys.ShouldBe(["a.csv"]);
            (await Zone.FindAsync("link.csv", CancellationToken.None)).ShouldBeNull();
            (await Zone.FindAsync(".hidden/b.csv", CancellationToken.None)).ShouldBeNull();
        }
        finally
        {
            File.Delete(outside);
        }
    }

    [Fact]
    public async Task ListAsync_WhenFolderIsAbsent_SaysWhich()
    {
        using var zone = new FolderZone(ZoneLocation.Parse(Path.Combine(_folder, "none")));

        ZoneException failure = await Should.ThrowAsync<ZoneException>(async () => await zone.ListAsync("", "", CancellationToken.None).GetAsyncEnumerator().MoveNextAsync());

        failure.Message.ShouldBe($"{Path.Combine(_folder, "none")}: there is no such folder.");
        failure.Fault.ShouldBe(ZoneFault.Missing);
    }

    [Fact]
    public async Task OpenRead_WhenFileGrowsWhileItIsRead_FailsInsteadOfMixingVersions()
    {
        ZoneObject put = await PutAsync("a.csv", new string('x', 1000));
        await using Stream stream = Zone.OpenRead(put, CancellationToken.None);
        byte[] buffer = new byte[100];
        await stream.ReadExactlyAsync(buffer);

        await File.AppendAllTextAsync(Path.Combine(_folder, "a.csv"), "more");

        (await Should.ThrowAsync<ZoneException>(async () => await stream.ReadExactlyAsync(buffer))).Fault.ShouldBe(ZoneFault.Changed);
    }

    [Fact]
    public async Task OpenRead_WhenFileIsReplacedWhileItIsRead_GivesTheVersionThatWasOpened()
    {
        ZoneObject put = await PutAsync("a.csv", new string('x', 1000));
        await using Stream stream = Zone.OpenRead(put, CancellationToken.None);
        byte[] buffer = new byte[100];
        await stream.ReadExactlyAsync(buffer);

        await PutAsync("a.csv", new string('y', 1000));
        byte[] rest = new byte[900];
        await stream.ReadExactlyAsync(rest);

        rest.ShouldAllBe(b => b == (byte)'x');
    }

    protected override Task<IObjectZone> OpenAsync() => Task.FromResult<IObjectZone>(new FolderZone(ZoneLocation.Parse(_folder)));
}
