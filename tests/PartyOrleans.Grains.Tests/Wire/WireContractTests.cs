using System.Buffers;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using PartyOrleans.Api.Hub;
using PartyOrleans.Grains.Blocks;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Grains.Wire;
using PartyOrleans.Model;
using PartyOrleans.Resolution;

namespace PartyOrleans.Grains.Tests.Wire;

/// <summary>
/// What silos of the engine say to each other, held as bytes: a silo of this program must still read what a silo of the first one wrote. A new member
/// is read as nothing from old bytes and breaks no line; one that is taken away, renumbered or retyped does.
/// </summary>
public sealed class WireContractTests
{
    private static readonly WireKey Key = new("crm", "1");
    private static readonly WireVersion Version = new(Key, 0xFEDC_BA98_7654_3210);

    private static readonly object[] Samples =
    [
        Key,
        Version,
        new WireContent(Version, [1, 2, 3]),
        new WireEntry(Key, 7, [11, 12], [13]),
        new WireMember(Version, true),
        new WireCrossed(42, true, [Key]),
        new ShardOpening(5, 32, 17, 19, "b0b"),
        new ShardTurn(5, 18, 17, [new WireEntry(Key, 7, [11], [])], [new WireContent(Version, [9])]),
        new ShardReply([new WireMember(Version, false)], [[0], []], [new WireCrossed(42, false, [])]),
        new ShardBatch(new ShardTurn(5, 18, 17, [new WireEntry(Key, 7, [(3L << 32) | 11], []), new WireEntry(new WireKey("erp", "\u00fc"), ulong.MaxValue, [], [12])], [new WireContent(Version, [9])])),
        new ShardFinding(new ShardReply([new WireMember(Version, false), new WireMember(new WireVersion(Key, 7), true)], [[0, 1], []], [new WireCrossed(42, true, [Key])])),
        new WirePosition("kafka/a/0", 12, 10),
        new TurnRequest([1, ulong.MaxValue], [new WirePosition("s", 2, 1)], true),
        new Turn(5, 18, 17, 32, "b0b", true) { Moved = new WirePosition("s", 2, 1) },
        new TurnSubmission { Epoch = 5, Number = 18, Submission = [1, 2], Neighbours = [Key], Grew = [3], Shrank = [4] },
        new TurnResult(20, [7, 8]),
        new LedgerStatus(true, "none", 5, 17, 1, 2, 19, 100, 60, 50, "b0b", [42], 32),
        new LedgerReport(new LedgerStatus(false, "", 1, 2, 3, 4, 5, 6, 7, 8, "", [], 9), [new TurnUnderWay(3, TimeSpan.FromSeconds(2), "load", 4, TurnStep.Waiting)], []),
        new TurnUnderWay(3, TimeSpan.FromSeconds(2), "load", 4, TurnStep.Committing),
        new EpochEnd(5, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), 2, "cause"),
        new EpochEndedException("over", 5),
        new BundleExchange("b0b", "ann", "why", 0.25, "d1") { TraceId = "trace" },
        new BundleExchanged(21, "no", true) { Counts = [1, 2, 3, 4, 5, 6, 7, 8, 9], Digest = "d1" },
    ];

    private static readonly string[] Frozen = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Wire", "frozen.txt")).Where(line => line.Length > 0 && line[0] != '#')];

    private readonly Serializer _serializer = new ServiceCollection().AddSerializer(orleans => orleans.AddAssembly(typeof(ILedgerGrain).Assembly))
        .BuildServiceProvider().GetRequiredService<Serializer>();

    public static TheoryData<string> Names => [.. Samples.Select(sample => AliasOf(sample.GetType()))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Deserialize_WhenTheFirstProgramWroteIt_IsWhatItSaid(string alias)
    {
        object sample = Samples.Single(sample => string.Equals(AliasOf(sample.GetType()), alias, StringComparison.Ordinal));

        string frozen = Frozen.SingleOrDefault(line => line.StartsWith(alias + " ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"Wire/frozen.txt lacks: {alias} {Convert.ToHexString(_serializer.SerializeToArray<object>(sample))}");
        object? read = _serializer.Deserialize<object?>(new ReadOnlySequence<byte>(Convert.FromHexString(frozen[(alias.Length + 1)..])));

        read.ShouldNotBeNull();
        read.GetType().ShouldBe(sample.GetType());
        TextOf(read).ShouldBe(TextOf(sample));
    }

    [Fact]
    public void Samples_WhenTheEngineHasAMessage_HoldIt()
    {
        Type[] messages = [.. typeof(ILedgerGrain).Assembly.GetTypes().Where(type =>
            type.GetCustomAttribute<GenerateSerializerAttribute>() is not null && type.Namespace is { } space
            && (space.EndsWith(".Blocks", StringComparison.Ordinal) || space.EndsWith(".Ledger", StringComparison.Ordinal) || space.EndsWith(".Wire", StringComparison.Ordinal)))];

        messages.Except(Samples.Select(sample => sample.GetType())).Select(type => type.Name).ShouldBeEmpty("each message has a sample here and its bytes in Wire/frozen.txt");
    }

    [Fact]
    public void Methods_WhenOneIsKnownToOlderSilos_AreThere()
    {
        string[] methods = [.. ((Type[])[typeof(ILedgerGrain), typeof(IBlockShardGrain)]).SelectMany(grain => grain.GetMethods().Select(method =>
            $"{AliasOf(grain)}.{method.GetCustomAttribute<AliasAttribute>()!.Alias}({string.Join(',', method.GetParameters().Select(parameter => parameter.ParameterType.Name))})"))];

        Frozen.Where(line => line.EndsWith(')')).Except(methods).ShouldBeEmpty("a method that older silos call is neither taken away nor changed");
        methods.Except(Frozen).ShouldBeEmpty("a new method goes into Wire/frozen.txt, and ClusterVersions.Current goes up");
    }

    [Fact]
    public void Submission_WhenTheFirstProgramWroteIt_IsWhatItSaid()
    {
        Submission sample = SampleSubmission();
        byte[] frozen = Convert.FromHexString((Frozen.SingleOrDefault(line => line.StartsWith("submission ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"Wire/frozen.txt lacks: submission {Convert.ToHexString(Encode(sample))}"))["submission ".Length..]);

        Convert.ToHexString(Encode(WireSubmission.Decode(frozen))).ShouldBe(Convert.ToHexString(Encode(sample)));
        TextOf(WireSubmission.Decode(frozen)).ShouldBe(TextOf(sample));
    }

    [Fact]
    public void Submission_WhenALaterProgramWroteIt_SaysSo() =>
        Should.Throw<InvalidDataException>(() => WireSubmission.Decode([9])).Message.ShouldContain("version 9");

    private static byte[] Encode(Submission submission) => WireSubmission.Encode(submission, [.. submission.Batch.Upserts.Select(record => RecordContent.Encode(record.Values))]);

    private static Submission SampleSubmission()
    {
        var key = new RecordKey("crm", "1");
        var other = new RecordKey("erp", "2");
        var pair = new RecordPair(key, other);
        return new Submission
        {
            Batch = new InputBatch
            {
                Upserts = [new SourceRecord(key, [new AttributeValue("name.full", "Ann Lee"), new AttributeValue("phone", "1", 2)], "raw")],
                Deletes = [other],
                Judgements = [new Judgement(pair, JudgementKind.CannotLink, "steward", "seen", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))],
                Revocations = [pair],
            },
            Origin = new ChangeOrigin(ChangeKind.Stream, "topic", "why", "trace"),
            DeadLetters = [new DeadLetter("crm", "file", 3, (DeadLetterKind)1, "reason", "text") { Context = "c", Headers = "h", Attempts = 2 }],
            Checkpoint = new LoadCheckpoint("file", "print", 4, 3, 1, true),
            Idempotency = new IdempotencyToken([1], [2, 3]),
            Versions = [new SourceVersion(key, "0005")],
            DeadLetterUpdates = [new DeadLetterUpdate(6, (DeadLetterState)1, 2) { Text = "t", Reason = "r" }],
            Erased = [other],
            Redacted = [new RecordRedaction(key, ["phone"])],
            Lifted = [key],
        };
    }

    private static string AliasOf(Type type) => type.GetCustomAttribute<AliasAttribute>()!.Alias;

    private static string TextOf(object message) => message is EpochEndedException over
        ? $"{over.Message} {over.Epoch.ToString(System.Globalization.CultureInfo.InvariantCulture)}"
        : JsonSerializer.Serialize(message, message.GetType());
}
