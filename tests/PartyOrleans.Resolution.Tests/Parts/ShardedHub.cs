using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Resolution.Parts;
using PartyOrleans.Resolution.Tests.Embedded;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Resolution.Tests.Parts;

/// <summary>
/// A hub put together of its parts in one thread: shards of blocks, a bench, a resolver that loads components from a ledger of changes. Pages of
/// its shards are closed, kept and put away at any time, as the draws tell.
/// </summary>
internal sealed partial class ShardedHub
{
    private readonly Bundle _bundle;
    private readonly int _mostHeld;
    private readonly BlockShard[] _shards;
    private readonly MatchBench _bench;
    private ComponentResolver _resolver;
    private long _turn;

    public ShardedHub(Bundle bundle, int shards, int mostHeld, SeededDraws draws)
    {
        _draws = draws;
        (_bundle, _mostHeld, _bench) = (bundle, mostHeld, new MatchBench(bundle));
        _shards = [.. Enumerable.Range(0, shards).Select(_ => new BlockShard(bundle.Blocking.MaxBlockRecords))];
        _resolver = NewResolver();
    }

    public ChangeLedger Store { get; } = new();

    /// <summary>Parties loaded so far.</summary>
    public int Loaded { get; private set; }

    /// <summary>Blocks that crossed the limit so far.</summary>
    public int Crossed { get; private set; }

    /// <summary>Applies a batch as a cluster does.</summary>
    public HubChange Apply(InputBatch batch)
    {
        ProbedBatch probed = Probe(batch, ++_turn);
        Crossed += probed.Crossings.Grew.Count + probed.Crossings.Shrank.Count;
        HubChange change = Resolve(probed);
        Store.Apply(change);
        _touched.UnionWith(batch.Upserts.Select(record => record.Key).Concat(batch.Deletes));
        ClosePages();
        foreach (BlockShard shard in _shards)
        {
            shard.Confirm(_turn);
        }

        ClosePages();
        return change;
    }

    /// <summary>Probes with a batch, and then gives it up.</summary>
    public void ProbeInVain(InputBatch batch)
    {
        Probe(batch, _turn + 1);
        ClosePages();
        foreach (BlockShard shard in _shards)
        {
            shard.Undo(_turn);
        }
    }

    /// <summary>Makes everything but the store anew.</summary>
    public void Restart()
    {
        for (int i = 0; i < _shards.Length; i++)
        {
            _shards[i] = new BlockShard(_bundle.Blocking.MaxBlockRecords);
        }

        _kept.Clear();
        _saved = null;
        Restore(Store.Records.Values);
        _turn = 0;
        _resolver = NewResolver();
    }

    private ProbedBatch Probe(InputBatch batch, long turn)
    {
        var entries = new List<(RecordKey Key, byte[] Content, IReadOnlyList<BlockId> Left, IReadOnlyList<BlockId> Entered)>();
        foreach (SourceRecord record in batch.Upserts)
        {
            byte[] content = RecordContent.Encode(record.Values);
            if (Store.Records.TryGetValue(record.Key, out StoredRecord? was) && was.ContentHash.AsSpan().SequenceEqual(RecordContent.Hash(content, record.Payload)))
            {
                continue;
            }

            entries.Add((record.Key, content, was is null ? [] : BlocksOf(was.Key, was.Content), BlocksOf(record.Key, content)));
        }

        foreach (RecordKey key in batch.Deletes)
        {
            if (Store.Records.TryGetValue(key, out StoredRecord? was))
            {
                entries.Add((key, [], BlocksOf(key, was.Content), []));
            }
        }

        var neighbours = new SortedSet<RecordKey>();
        var grew = new List<BlockId>();
        var shrank = new List<BlockId>();
        for (int shard = 0; shard < _shards.Length; shard++)
        {
            BlockEntry[] here = [.. entries.Select(entry => new BlockEntry(
                entry.Key, BlockShard.VersionOf(entry.Content), [.. entry.Left.Where(block => ShardOf(block) == shard)], [.. entry.Entered.Where(block => ShardOf(block) == shard)]))];
            ShardAnswer answer = Take(shard, turn, here);
            for (int i = 0; i < here.Length; i++)
            {
                foreach (BlockMember member in answer.Candidates[i].Select(place => answer.Members[place]))
                {
                    byte[] content = member.IsCommitted ? Store.Records[member.Record].Content : entries.First(entry => entry.Key == member.Record).Content;
                    BlockShard.VersionOf(content).ShouldBe(member.Version);
                    int a = _bench.Encode(here[i].Record, entries[i].Content);
                    int b = _bench.Encode(member.Record, content);
                    if (_bench.IsEdge(a, b))
                    {
                        neighbours.Add(member.Record);
                    }
                }
            }

            foreach (CrossedBlock crossed in answer.Crossed)
            {
                (crossed.Grew ? grew : shrank).Add(crossed.Block);
                neighbours.UnionWith(crossed.Members);
            }
        }

        return new ProbedBatch(batch, [.. neighbours], new BlockCrossings(grew, shrank));
    }

    private HubChange Resolve(ProbedBatch batch)
    {
        IReadOnlyList<RecordKey> wanted = _resolver.Begin(batch);
        List<PartyId> taken = TakenNames(batch.Inputs.Upserts.Select(record => record.Key));
        do
        {
            var parties = wanted.Where(Store.Records.ContainsKey).Select(key => Store.Records[key].Party).ToHashSet();
            StoredRecord[] records = [.. Store.Records.Values.Where(record => parties.Contains(record.Party))];
            Loaded += parties.Count;
            taken.AddRange(TakenNames(records.Select(record => record.Key)));
            wanted = _resolver.Absorb(records, taken);
        }
        while (wanted.Count > 0);
        return _resolver.Apply(batch, CancellationToken.None);
    }

    private List<PartyId> TakenNames(IEnumerable<RecordKey> keys) =>
        [.. keys.SelectMany(key => EmbeddedEngine.NamesFor(key, 40)).Where(id => Store.Golden.ContainsKey(id) || Store.Retired.ContainsKey(id))];

    private ComponentResolver NewResolver() => new(
        _bundle, 1, _mostHeld,
        new ConnectingState([.. Oversize()], [.. Store.Judgements.Values], [.. Store.Reviews.Values]));

    private IReadOnlyList<BlockId> BlocksOf(RecordKey key, byte[] content) => _bench.BlocksOf(_bench.Encode(key, content));

    private int ShardOf(BlockId block) => (int)((block.Key + (uint)block.Rule) % (uint)_shards.Length);
}
