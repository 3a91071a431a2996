using System.Globalization;
using System.Text;

namespace PartyOrleans.Connectors.Tests;

public sealed class JsonPropertyTests
{
    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    public async Task ReadAsync_WhenBytesAreDamaged_AccountsForEveryLineWhateverTheChunks(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 40; round++)
        {
            var text = new StringBuilder();
            for (int i = 0; i < 60; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{{\"DATA_SOURCE\": \"S\", \"RECORD_ID\": \"{i}\", \"FEATURES\": [{{\"NAME_FULL\": \"Zoë \\\"{i}\\\"\"}}, {{\"PHONE_NUMBER\": {i}}}]}}\n");
            }

            byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
            for (int damage = random.Next(12); damage > 0; damage--)
            {
                bytes[200 + random.Next(bytes.Length - 200)] = (byte)"{}[]\",:\\\n x\xE9"[random.Next(12)];
            }

            long filled = Lines(bytes);

            Reading large = await Reading.OfBytesAsync(bytes, name: "x.jsonl");
            Reading small = await Reading.OfBytesAsync(bytes, new InputOptions { ChunkBytes = 64, Parallelism = 3 }, "x.jsonl");

            (large.Records.Count + large.Dead.Count + large.Repeated).ShouldBe(filled, $"seed {seed}, round {round}");
            small.Lines.ShouldBe(large.Lines, $"seed {seed}, round {round}");
            small.DeadLines.ShouldBe(large.DeadLines, $"seed {seed}, round {round}");
        }
    }

    private static long Lines(byte[] bytes)
    {
        long count = 0;
        foreach (Range range in bytes.AsSpan().Split((byte)'\n'))
        {
            count += bytes.AsSpan(range).Trim(" \r\t"u8).IsEmpty ? 0 : 1;
        }

        return count;
    }
}
