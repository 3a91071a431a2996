using PartyOrleans.Model;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Resolution.Parts;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Resolution.Tests.Parts;

/// <content>Pages of its shards that are closed, kept elsewhere, and read again.</content>
internal sealed partial class ShardedHub
{
    private readonly Dictionary<(int Shard, int Page), byte[]> _kept = [];
    private readonly SeededDraws _draws;
    private Dictionary<RecordKey, ulong>? _saved;

    /// <summary>Records that changes since then had to do with, also those that came and went.</summary>
    private readonly HashSet<RecordKey> _touched = [];
    private int[][] _savedPages = [];

    /// <summary>Pages that were put away so far.</summary>
    public int TimesAway { get; private set; }

    /// <summary>Keeps all pages that are not.</summary>
    public void Save()
    {
        for (int shard = 0; shard < _shards.Length; shard++)
        {
            foreach (int page in _shards[shard].Unkept.ToArray())
            {
                Bring(shard, page);
                Keep(shard, page);
            }
        }

        _touched.Clear();
        _saved = Store.Records.Values.ToDictionary(record => record.Key, record => BlockShard.VersionOf(record.Content));
        _savedPages = [.. _shards.Select(shard => shard.Kept.ToArray())];
    }

    /// <summary>Makes everything but the store anew, of the pages that were saved and what changed since; some pages are newer than that.</summary>
    /// <returns>Whether anything was saved.</returns>
    public bool RestartFromPages()
    {
        if (_saved is not { } saved)
        {
            return false;
        }

        HashSet<RecordKey> changed = [.. _touched.Union(saved.Keys).Where(key =>
            !Store.Records.TryGetValue(key, out StoredRecord? now) || !saved.TryGetValue(key, out ulong version) || version != BlockShard.VersionOf(now.Content))];
        for (int shard = 0; shard < _shards.Length; shard++)
        {
            _shards[shard] = new BlockShard(_bundle.Blocking.MaxBlockRecords);
            foreach (int page in _savedPages[shard])
            {
                _shards[shard].Load(new PageCopy(page, _kept[(shard, page)]), changed.Contains);
            }
        }

        Restore(changed.Where(Store.Records.ContainsKey).Select(key => Store.Records[key]));
        _turn = 0;
        _resolver = NewResolver();
        return true;
    }

    private void Restore(IEnumerable<StoredRecord> records)
    {
        foreach (StoredRecord record in records)
        {
            foreach (IGrouping<int, BlockId> blocks in BlocksOf(record.Key, record.Content).GroupBy(ShardOf))
            {
                _shards[blocks.Key].Restore(record.Key, BlockShard.VersionOf(record.Content), [.. blocks]);
            }
        }
    }

    private ShardAnswer Take(int shard, long turn, BlockEntry[] entries)
    {
        ShardTake take = _shards[shard].Begin(turn, entries);
        foreach (int page in take.Pages)
        {
            if (_draws.Chance(0.02))
            {
                ClosePages();
            }

            Bring(shard, page);
            _shards[shard].Probe(take, page);
        }

        return BlockShard.End(take);
    }

    private void ClosePages()
    {
        double share = _draws.Pick([0, 0, 0, 0.1, 1.0]);
        for (int shard = 0; shard < _shards.Length; shard++)
        {
            foreach (int page in _shards[shard].ByUse.ToArray())
            {
                if (_draws.Chance(share))
                {
                    Keep(shard, page);
                    TimesAway += _shards[shard].PutAway(page) ? 1 : 0;
                }
            }
        }
    }

    private void Keep(int shard, int page)
    {
        PageCopy copy = _shards[shard].Pack(page);
        _kept[(shard, page)] = copy.Bytes;
        _shards[shard].Keep(copy);
    }

    private void Bring(int shard, int page)
    {
        if (_shards[shard].IsAway(page))
        {
            _shards[shard].Return(new PageCopy(page, _kept[(shard, page)]), _shards[shard].TimesAway(page));
        }
    }

    private IEnumerable<BlockId> Oversize()
    {
        for (int shard = 0; shard < _shards.Length; shard++)
        {
            foreach (int page in _shards[shard].Unfolded.ToArray())
            {
                Bring(shard, page);
                _shards[shard].Pack(page);
            }
        }

        return _shards.SelectMany(shard => shard.Oversize);
    }
}
