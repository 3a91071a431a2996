using System.Text;
using PartyOrleans.Matching.Features;
using PartyOrleans.Model;

namespace PartyOrleans.Matching.Tests.Features;

public sealed class RecordKeysTests
{
    private static readonly RecordKey[] Keys =
    [
        new("a", "1"), new("a", "10"), new("a", "2"), new("a", "größe"), new("a", "grö"), new("a", "\uFB01"), new("a", "\U0001F600"), new("a", "\uE000"),
        new("a", new string('x', 100_000)), new("a", new string('x', 255)), new("a", new string('x', 256)), new("b", ""), new("b", "1"), new("A", "1"),
    ];

    [Fact]
    public void KeyOf_WhenKeptAsBytes_IsThatGiven()
    {
        EncodedRecords records = Written(asBytes: _ => true);

        Enumerable.Range(0, Keys.Length).Select(records.KeyOf).ToArray().ShouldBe(Keys);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void CompareKeys_WhenKeptOneWayOrTheOther_OrdersAsKeysDo(bool even, bool odd)
    {
        EncodedRecords records = Written(i => i % 2 == 0 ? even : odd);
        for (int a = 0; a < Keys.Length; a++)
        {
            for (int b = 0; b < Keys.Length; b++)
            {
                Math.Sign(records.CompareKeys(a, b)).ShouldBe(Math.Sign(Keys[a].CompareTo(Keys[b])), $"{Keys[a].Source} {a} and {b}");
            }
        }
    }

    [Fact]
    public void HashOfKey_WhenKeptEitherWay_IsTheSame()
    {
        EncodedRecords bytes = Written(asBytes: _ => true);
        EncodedRecords texts = Written(asBytes: _ => false);

        ulong[] hashes = [.. Enumerable.Range(0, Keys.Length).Select(bytes.HashOfKey)];
        hashes.ShouldBe(Enumerable.Range(0, Keys.Length).Select(texts.HashOfKey));
        hashes.Distinct().Count().ShouldBe(Keys.Length);
    }

    [Fact]
    public void Free_WhenKeptEitherWay_ForgetsTheKey()
    {
        foreach (bool asBytes in (bool[])[true, false])
        {
            EncodedRecords records = Written(_ => asBytes);
            records.Free(1);

            records.KeyOf(1).ShouldBe(default);
            records.IsUsed(1).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData(1, 9, false)]
    [InlineData(2, 3, false)]
    [InlineData(3, 400, false)]
    [InlineData(4, 3, true)]
    public void SortByKey_WhenRowsAreInAnyOrder_OrdersAsKeysDo(int seed, int sources, bool umlauts)
    {
        var random = new Random(seed);
        var records = new EncodedRecords();
        RecordWriter writer = records.NewWriter();
        const int Count = 30_000;
        int[] ids = [.. Enumerable.Range(0, Count)];
        random.Shuffle(ids);
        foreach (int id in ids)
        {
            string text = $"id-{id:x}{(id % 3 == 0 ? "-long-and-the-same" : "")}{(umlauts && id % 7 == 0 ? "ü" : "")}";
            var key = new RecordKey($"s{id % sources}", text);
            if (id % 2 == 0)
            {
                writer.Begin();
                writer.Finish(key.Source, Encoding.UTF8.GetBytes(key.RecordId));
            }
            else
            {
                writer.Write(new SourceRecord(key, []));
            }
        }

        int[] rows = [.. Enumerable.Range(0, Count)];
        records.SortByKey(rows, 3);

        RecordKey[] sorted = [.. rows.Select(records.KeyOf)];
        sorted.ShouldBe([.. sorted.Order()]);
        rows.Order().ShouldBe(Enumerable.Range(0, Count));
    }

    /// <summary>A record of each key, in rows 0 and up, its key kept as bytes or as text.</summary>
    private static EncodedRecords Written(Func<int, bool> asBytes)
    {
        var records = new EncodedRecords();
        RecordWriter writer = records.NewWriter();
        EncodedAttribute family = EncodedAttribute.Of(Attributes.NameFamily);
        for (int i = 0; i < Keys.Length; i++)
        {
            if (asBytes(i))
            {
                writer.Begin();
                writer.Add(family, "smith"u8, 0);
                writer.Finish(Keys[i].Source, Encoding.UTF8.GetBytes(Keys[i].RecordId)).ShouldBe(i);
            }
            else
            {
                writer.Write(new SourceRecord(Keys[i], [new AttributeValue(Attributes.NameFamily, "smith")])).ShouldBe(i);
            }
        }

        return records;
    }
}
