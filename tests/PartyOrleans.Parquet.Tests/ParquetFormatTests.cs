using PartyOrleans.Connectors.GoldenZone;
using PartyOrleans.Model;

namespace PartyOrleans.Parquet.Tests;

public sealed class ParquetFormatTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset At = new(2026, 3, 4, 5, 6, 7, 8, 9, TimeSpan.Zero);

    [Fact]
    public async Task ReadAsync_OfWhatWasWritten_GivesTheSameRows()
    {
        GoldenRow[] rows =
        [
            Row("P1", Content([], lineage: null)),
            Row("P2", Content([("name_given", ["Ann", null, "Zoë"]), ("phone", ["1", "2"])], lineage: [])) with { ValidTo = At.AddDays(1), End = GoldenEnd.Superseded, EndedBy = 12 },
            Row("P3", Content([("identifier_lei", ["5493001KJTIIGC8Y1R12"])], lineage:
            [
                new GoldenCell("identifier.lei", "5493001KJTIIGC8Y1R12", 0, new RecordKey("web", "w 1"), "all"), new GoldenCell("relation.parent", "erp/7", 1, new RecordKey("erp", "7"), "only"),
            ])) with
            {
                Change = PartyEventKind.Merged, Related = [new PartyId("P1"), new PartyId("P2")], ValidTo = At.AddDays(2), End = GoldenEnd.Merged, EndedBy = 13, Successor = new PartyId("P9"),
            },
        ];

        List<GoldenRow> read = await ReadAsync(await WriteAsync(rows));

        read.Count.ShouldBe(rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            read[i].Content.Equals(rows[i].Content).ShouldBeTrue($"row {i}");
            (read[i] with { Content = rows[i].Content, Related = rows[i].Related }).ShouldBe(rows[i]);
            read[i].Related.ShouldBe(rows[i].Related);
        }
    }

    [Theory]
    [InlineData(ParquetFormat.RowsPerGroup)]
    [InlineData(ParquetFormat.RowsPerGroup + 1)]
    [InlineData(0)]
    public async Task ReadAsync_WhateverTheNumberOfRowGroups_GivesAllRowsInOrder(int count)
    {
        GoldenRow[] rows = [.. Enumerable.Range(0, count).Select(i => Row($"P{i:D9}", Content(i % 3 == 0 ? [] : [("email", [$"a{i}@x.example", "b@x.example"])], lineage: null)))];

        List<GoldenRow> read = await ReadAsync(await WriteAsync(rows));

        read.Select(row => row.Party).ShouldBe(rows.Select(row => row.Party));
        read.Zip(rows).All(pair => pair.First.Content.Equals(pair.Second.Content)).ShouldBeTrue();
    }

    [Fact]
    public async Task ReadAsync_WhenTheStreamGoesForwardOnly_ReadsItAllTheSame()
    {
        byte[] file = await WriteAsync([Row("P1", Content([("gender", ["f"])], lineage: null))]);
        await using var forward = new ForwardOnly(file);

        List<GoldenRow> read = [];
        await foreach (GoldenRow row in ParquetFormat.Instance.ReadAsync(forward, None))
        {
            read.Add(row);
        }

        read.Select(row => row.Party.Value).ShouldBe(["P1"]);
    }

    [Theory]
    [InlineData("no Parquet at all, but longer than its marks")]
    [InlineData("")]
    public async Task ReadAsync_WhenItIsNoParquet_SaysSo(string text)
    {
        FormatException failure = await Should.ThrowAsync<FormatException>(() => ReadAsync(System.Text.Encoding.UTF8.GetBytes(text)));

        failure.Message.ShouldBe("it is not Parquet, or is damaged");
    }

    [Fact]
    public async Task ReadAsync_WhenAFileIsCutAnywhere_FailsAndGivesNoWrongRow()
    {
        byte[] file = await WriteAsync([Row("P1", Content([("gender", ["f"])], lineage: null))]);
        for (int length = 0; length < file.Length; length += 97)
        {
            await Should.ThrowAsync<FormatException>(() => ReadAsync(file[..length]), $"{length} of {file.Length}");
        }
    }

    private static GoldenRow Row(string party, GoldenContent content) => new(new PartyId(party), 7, At, PartyEventKind.Created, [], content);

    private static GoldenContent Content((string Column, string?[] Values)[] columns, IReadOnlyList<GoldenCell>? lineage)
    {
        var all = new IReadOnlyList<string?>?[GoldenColumns.Names.Count];
        foreach ((string column, string?[] values) in columns)
        {
            all[GoldenColumns.IndexOfName(column)] = values;
        }

        return new GoldenContent
        {
            Type = PartyType.Person,
            Records = [new RecordKey("crm", "1"), new RecordKey("web", "2")],
            Columns = all,
            Others = columns.Length == 2 ? [KeyValuePair.Create("relation.employer", "erp/7")] : [],
            Hash = columns.Length == 0 ? [] : [.. Enumerable.Range(0, 16).Select(i => (byte)i)],
            Lineage = lineage,
        };
    }

    private static async Task<byte[]> WriteAsync(IEnumerable<GoldenRow> rows)
    {
        using var file = new MemoryStream();
        IGoldenFileWriter writer = ParquetFormat.Instance.Write(file);
        foreach (GoldenRow row in rows)
        {
            await writer.WriteAsync(row, None);
        }

        await writer.DisposeAsync();
        return file.ToArray();
    }

    private static async Task<List<GoldenRow>> ReadAsync(byte[] file)
    {
        var rows = new List<GoldenRow>();
        await foreach (GoldenRow row in ParquetFormat.Instance.ReadAsync(new MemoryStream(file), None))
        {
            rows.Add(row);
        }

        return rows;
    }

    private sealed class ForwardOnly(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override long Seek(long offset, SeekOrigin loc) => throw new NotSupportedException();
    }
}
