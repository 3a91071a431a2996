using PartyOrleans.Connectors;
using PartyOrleans.Model;
using PartyOrleans.TestKit.DuckDb;

namespace PartyOrleans.Parquet.Tests;

/// <summary>Parquet as an input; the files are written by DuckDB.</summary>
public sealed class ParquetInputTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string _folder = Directory.CreateTempSubdirectory("party-parquet-").FullName;

    static ParquetInputTests() => ParquetInput.Register();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [DuckDbFact]
    public async Task ReadAsync_OfAFileThatDuckDbWrote_GivesEveryKindOfValue()
    {
        string path = Path.Combine(_folder, "customers.parquet");
        await DuckDbReader.QueryAsync(
            $$"""
            COPY (SELECT * FROM (VALUES
                (1, 'Ann Lee', DATE '1980-02-03', TIMESTAMP '2026-01-02 03:04:05.678', 12.50::DECIMAL(9, 2), true, ['1', '2'], {'city': 'Leeds', 'postcode': 'LS1 4AP'}, NULL),
                (2, 'Zoë Ødegård', NULL, TIMESTAMP '2026-01-02 00:00:00', 0.1::DECIMAL(9, 2), NULL, [], NULL, 7.25::DOUBLE))
                t (id, full_name, date_of_birth, updated, balance, active, phones, address, score)) TO '{{path}}' (FORMAT parquet, COMPRESSION zstd);
            """,
            None);

        (IReadOnlyList<SourceRecord> records, string format) = await ReadAsync(path);

        format.ShouldBe("Parquet");
        records.Select(record => record.Key.ToString()).ShouldBe(["customers/1", "customers/2"]);
        records[0].Values.Select(value => $"{value.Attribute}={value.Value}").ShouldBe(
            [
                "name.full=Ann Lee", "date.birth=1980-02-03", "record.updated=2026-01-02T03:04:05.678Z", "phone=1", "phone=2",
                "address.city=Leeds", "address.postcode=LS1 4AP",
            ],
            ignoreOrder: true);
        records[0].Payload.ShouldContain("\"balance\":12.50,\"active\":true,");
        records[1].Values.Select(value => $"{value.Attribute}={value.Value}").ShouldBe(["name.full=Zoë Ødegård", "record.updated=2026-01-02T00:00:00Z"], ignoreOrder: true);
        records[1].Payload.ShouldBe("""{"id":2,"full_name":"Zoë Ødegård","updated":"2026-01-02T00:00:00Z","balance":0.10,"score":7.25}""");
    }

    [DuckDbFact]
    public async Task ReadAsync_OfManyRowGroups_GivesAllRecordsInOrder()
    {
        string path = Path.Combine(_folder, "many.parquet");
        await DuckDbReader.QueryAsync(
            $"COPY (SELECT range AS record_id, 'Ann ' || chr(65 + (range % 26)::INT) || 'lee' AS full_name FROM range(25000)) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 4096);\n", None);

        (IReadOnlyList<SourceRecord> records, _) = await ReadAsync(path);

        records.Select(record => record.Key.RecordId).ShouldBe(Enumerable.Range(0, 25_000).Select(i => $"{i}"));
        records[24_999].First(Attributes.NameFull).ShouldBe("Ann Nlee");
    }

    [DuckDbFact]
    public async Task Open_WhenAFileIsCut_SaysThatItIsDamaged()
    {
        string path = Path.Combine(_folder, "cut.parquet");
        await DuckDbReader.QueryAsync($"COPY (SELECT range AS record_id, 'Ann' AS name FROM range(100)) TO '{path}' (FORMAT parquet);\n", None);
        byte[] whole = await File.ReadAllBytesAsync(path);
        await File.WriteAllBytesAsync(path, whole[..(whole.Length / 2)]);

        InputException failure = await Should.ThrowAsync<InputException>(() => ReadAsync(path));

        failure.Message.ShouldContain(path);
        failure.Message.ShouldContain("The Parquet is damaged, or of a kind that is not read.");
    }

    private static async Task<(IReadOnlyList<SourceRecord> Records, string Format)> ReadAsync(string path)
    {
        using RecordReader reader = RecordReader.Open(new InputFile(path), new InputOptions { KeepPayload = true });
        var records = new List<SourceRecord>();
        await foreach (RecordBatch batch in reader.ReadAsync(0, None))
        {
            records.AddRange(batch.Records);
        }

        return (records, reader.Mapping.Format);
    }
}
