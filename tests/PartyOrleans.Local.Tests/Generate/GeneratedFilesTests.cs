using System.Security.Cryptography;
using System.Text.Json;
using PartyOrleans.Local.Generate;

namespace PartyOrleans.Tests.Generate;

public sealed class GeneratedFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("generated-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task WriteAsync_WhenThreeSources_WritesOneFileEachAndTheTruth()
    {
        IReadOnlyList<string> paths = await GeneratedFiles.WriteAsync(new GeneratorOptions(500, 3), folder, default);

        paths.Select(Path.GetFileName).ShouldBe(["CRM.csv", "BILLING.tsv", "REGISTRY.jsonl", "_truth.csv"]);
        string[] crm = await File.ReadAllLinesAsync(paths[0]), billing = await File.ReadAllLinesAsync(paths[1]);
        string[] registry = await File.ReadAllLinesAsync(paths[2]), truth = await File.ReadAllLinesAsync(paths[3]);
        crm[0].ShouldBe("id,first_name,last_name,company,date_of_birth,gender,address,phone,email,website,last_modified");
        billing[0].ShouldBe("record_id\tname\tbirth_date\tstreet\tcity\tstate\tpostcode\tcountry\tphone\tpassport\tupdated_at");
        truth[0].ShouldBe("record_id,entity_id");
        (crm.Length - 1 + billing.Length - 1 + registry.Length).ShouldBe(500);
        truth.Length.ShouldBe(501);
        truth.Skip(1).ShouldAllBe(line => line.Contains('/') && line.Contains(','));
        foreach (string line in registry)
        {
            using var json = JsonDocument.Parse(line);
            json.RootElement.GetProperty("DATA_SOURCE").GetString().ShouldBe("REGISTRY");
            truth.ShouldContain(entry => entry.StartsWith($"REGISTRY/{json.RootElement.GetProperty("RECORD_ID").GetString()},", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task WriteAsync_WhenOneSource_WritesBareIdsToTheTruth()
    {
        IReadOnlyList<string> paths = await GeneratedFiles.WriteAsync(new GeneratorOptions(20, 3, Sources: 1), folder, default);
        paths.Count.ShouldBe(2);
        (await File.ReadAllLinesAsync(paths[1]))[1].ShouldStartWith("C0000001,");
    }

    [Fact]
    public async Task WriteAsync_WhenTheCellHoldsADelimiter_QuotesIt()
    {
        IReadOnlyList<string> paths = await GeneratedFiles.WriteAsync(new GeneratorOptions(200, 3, Sources: 1), folder, default);
        string[] lines = await File.ReadAllLinesAsync(paths[0]);
        lines.ShouldContain(line => line.Contains(",\"", StringComparison.Ordinal));
        lines.ShouldAllBe(line => line.Split('"').Where((_, index) => index % 2 == 0).Sum(part => part.Count(c => c == ',')) == 10);
    }

    /// <summary>The bytes of one seed, fixed: they are the same on every machine and in every version that does not say otherwise.</summary>
    [Theory]
    [InlineData(1, "6561bf15d0b12f8488a1cbffc774ef62af09698f4161111d6ab863100a793cf3")]
    [InlineData(2, "9770c7430ac92079c7c5bf4fd0df6c60bd727272855d2172653fb3e64ef9db3d")]
    public async Task WriteAsync_WhenTheSeedIsFixed_GivesTheSameBytesEverywhere(int seed, string expected)
    {
        IReadOnlyList<string> paths = await GeneratedFiles.WriteAsync(new GeneratorOptions(2000, seed), folder, default);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in paths)
        {
            hash.AppendData(await File.ReadAllBytesAsync(path));
        }

        Convert.ToHexStringLower(hash.GetHashAndReset()).ShouldBe(expected);
    }

    [Fact]
    public async Task WriteAsync_WhenCancelled_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => GeneratedFiles.WriteAsync(new GeneratorOptions(1000), folder, cancelled.Token));
    }
}
