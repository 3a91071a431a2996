using System.Text;
using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Tests.Adapters;

/// <summary>What every adapter has to bear. A new adapter's tests inherit it.</summary>
public abstract class AdapterContract
{
    private const int FuzzRounds = 3000;

    private IMessageAdapter? _adapter;

    /// <summary>A contract with a schema that knows the fields of <see cref="Sound"/> and no others, and needs a record id.</summary>
    protected abstract string Contract { get; }

    /// <summary>A message that makes a record with id 7.</summary>
    protected abstract string Sound { get; }

    /// <summary>The same without the record id.</summary>
    protected abstract string WithoutId { get; }

    /// <summary>The same with a field that the contract does not know; null where a message cannot have one.</summary>
    protected abstract string? WithUnknown { get; }

    /// <summary>The same with a value of another kind in a field that the contract knows.</summary>
    protected abstract string Retyped { get; }

    /// <summary>The same with a name twice in one object; null where there are no names.</summary>
    protected abstract string? Repeated { get; }

    private IMessageAdapter Adapter => _adapter ??= AdapterRig.Adapter(Contract);

    [Fact]
    public void Read_WhenSound_IsARecord()
    {
        AdaptedMessage read = Read(Sound);

        (read.Kind, read.Key.RecordId, read.Record!.Values.Length > 0).ShouldBe((AdaptedKind.Upsert, "7", true), read.Reason);
        AdapterRig.Line(Read("\uFEFF" + Sound)).ShouldBe(AdapterRig.Line(read));
        AdapterRig.Line(Read(Sound + "\r\n")).ShouldBe(AdapterRig.Line(read));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n")]
    public void Read_WhenEmpty_IsRefused(string text) => Refusal(Encoding.UTF8.GetBytes(text)).ShouldBe((DeadLetterKind.Parse, "an empty message"));

    [Fact]
    public void Read_WhenNotUtf8_IsRefusedWithThePlace()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Sound);
        bytes[^3] = 0xE9;

        Refusal(bytes).ShouldBe((DeadLetterKind.Parse, $"not valid UTF-8 from byte {bytes.Length - 3} on"));
    }

    [Fact]
    public void Read_WhenNul_IsRefusedWithThePlace()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Sound);
        bytes[5] = 0;

        Refusal(bytes).ShouldBe((DeadLetterKind.Parse, "a NUL byte at byte 5; text without control characters is expected"));
    }

    [Fact]
    public void Read_WhenTooLarge_IsRefusedWithTheLimit() => Refusal(new byte[(16 << 20) + 1])
        .ShouldBe((DeadLetterKind.Parse, "a message of 16777217 bytes; at most 16777216 are allowed"));

    [Fact]
    public void Read_WhenAValueHasTenMegabytes_IsRefused()
    {
        AdaptedMessage read = Read(Sound.Replace("Ada", new string('a', 10 << 20), StringComparison.Ordinal));

        read.Kind.ShouldBe(AdaptedKind.Refused);
        read.Reason.Length.ShouldBeLessThan(300);
    }

    [Fact]
    public void Read_WhenWithoutId_IsRefused()
    {
        AdaptedMessage read = Read(WithoutId);

        (read.Kind, read.Refusal, read.Key.RecordId).ShouldBe((AdaptedKind.Refused, DeadLetterKind.Contract, ""));
    }

    [Fact]
    public void Read_WhenAFieldIsUnknown_IsARecordAndReported()
    {
        if (WithUnknown is null)
        {
            return;
        }

        var ledger = new SourceLedger();
        var found = new List<string>();
        ledger.DriftFound += (_, drift) => found.Add(drift.Field);
        IMessageAdapter adapter = AdapterRig.Adapter(Contract, ledger);

        AdaptedMessage[] read = [.. Enumerable.Range(0, 3).Select(place => adapter.Read(AdapterRig.Message(WithUnknown, place + 5)))];

        read.ShouldAllBe(message => message.Kind == AdaptedKind.Upsert);
        FieldDrift drift = ledger.For(adapter.Source).Report().Drift.ShouldHaveSingleItem();
        (drift.Kind, drift.Place, drift.Count, found.Count).ShouldBe((FieldDriftKind.Unknown, 5, 3, 1));
        (read[0].Record!.Payload + string.Join(' ', read[0].Record!.Values.Select(value => value.Value))).ShouldContain("surprise");
    }

    [Fact]
    public void Read_WhenAFieldIsOfAnotherKind_IsRefusedAndReported()
    {
        var ledger = new SourceLedger();
        IMessageAdapter adapter = AdapterRig.Adapter(Contract, ledger);

        AdaptedMessage read = adapter.Read(AdapterRig.Message(Retyped));

        (read.Kind, read.Refusal).ShouldBe((AdaptedKind.Refused, DeadLetterKind.Contract));
        read.Reason.ShouldStartWith("not what the contract says: ");
        ledger.For(adapter.Source).Report().Drift.ShouldHaveSingleItem().Kind.ShouldBe(FieldDriftKind.Retyped);
    }

    [Fact]
    public void Read_WhenANameStandsTwice_IsRefused()
    {
        if (Repeated is not null)
        {
            Refusal(Encoding.UTF8.GetBytes(Repeated)).ShouldBe((DeadLetterKind.Parse, "not valid JSON: a name stands twice in one object"));
        }
    }

    [Fact]
    public void Read_WhenTruncatedAnywhere_IsAccountedFor()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Sound);
        for (int length = 1; length < bytes.Length; length++)
        {
            Account(bytes[..length], $"cut at {length}");
        }
    }

    [Theory]
    [InlineData(71)]
    [InlineData(72)]
    [InlineData(73)]
    public void Read_WhenBytesAreDamaged_IsAccountedFor(int seed)
    {
        var random = new Random(seed);
        byte[][] seeds = [.. new[] { Sound, WithoutId, WithUnknown, Retyped, Repeated }.OfType<string>().Select(Encoding.UTF8.GetBytes)];
        for (int round = 0; round < FuzzRounds; round++)
        {
            byte[] bytes = [.. seeds[random.Next(seeds.Length)]];
            for (int damage = random.Next(6); damage >= 0; damage--)
            {
                bytes = random.Next(5) switch
                {
                    0 => [.. bytes[..random.Next(bytes.Length)], .. bytes[random.Next(bytes.Length)..]],
                    1 => [.. bytes, .. bytes[random.Next(bytes.Length)..]],
                    2 => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("Ada", "\\ud83d", StringComparison.Ordinal)),
                    _ => [.. bytes],
                };
                if (bytes.Length == 0)
                {
                    bytes = "{"u8.ToArray();
                }

                bytes[random.Next(bytes.Length)] = "{}[]\",:\\\n\0 ;|u0t\xE9\xC3-.e9"u8[random.Next(24)];
            }

            Account(bytes, $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void Of_WhenRefused_IsReadAgainToTheSame()
    {
        byte[][] refused = [Encoding.UTF8.GetBytes(WithoutId), Encoding.UTF8.GetBytes(Retyped), [.. Encoding.UTF8.GetBytes(Sound)[..^3], 0xE9, 0xFF]];
        SourceContracts contracts = AdapterRig.Contracts(Contract);
        IMessageAdapter adapter = contracts.AdapterFor(contracts.All.Single().Source, "topic", new SourceLedger());
        var rereading = new RecordRereading(contracts, new SourceLedger());
        foreach (byte[] bytes in refused)
        {
            var message = new SourceMessage(bytes, 3);
            AdaptedMessage read = adapter.Read(message);
            DeadLetter letter = MessageLetters.Of(adapter, message, read, "topic");

            AdapterRig.Line(rereading.Read(letter)).ShouldBe(AdapterRig.Line(read));
            AdapterRig.Line(rereading.Read(letter, Sound)).ShouldBe(AdapterRig.Line(Read(Sound)));
        }
    }

    private AdaptedMessage Read(string text) => Adapter.Read(AdapterRig.Message(text));

    private (DeadLetterKind Kind, string Reason) Refusal(byte[] bytes)
    {
        AdaptedMessage read = Adapter.Read(new SourceMessage(bytes, 1));
        read.Kind.ShouldBe(AdaptedKind.Refused);
        return (read.Refusal, read.Reason);
    }

    /// <summary>Every message is a record, a deletion, nothing for a reason, or a dead letter for one.</summary>
    private void Account(byte[] bytes, string what)
    {
        AdaptedMessage read = Adapter.Read(new SourceMessage(bytes, 1));
        switch (read.Kind)
        {
            case AdaptedKind.Upsert:
                read.Record.ShouldNotBeNull(what);
                read.Record.Key.ShouldBe(read.Key, what);
                read.Key.RecordId.ShouldNotBeEmpty(what);
                read.Key.Source.ShouldNotBeEmpty(what);
                read.Record.Values.ShouldAllBe(value => value.Value.Length > 0 && !value.Value.Contains('\0'), what);
                break;
            case AdaptedKind.Delete:
                read.Key.RecordId.ShouldNotBeEmpty(what);
                break;
            default:
                read.Reason.ShouldNotBeEmpty(what);
                read.Reason.Length.ShouldBeLessThan(2000, what);
                break;
        }
    }
}
