using PartyOrleans.Grains.Blocks;
using PartyOrleans.Resolution.Parts;

namespace PartyOrleans.Grains.Intake;

/// <summary>
/// The candidates that shards found for a turn, each once. A record that shares blocks of several shards with others is found by each of them, and most are
/// candidates of many: what is looked up is looked up once a candidate, and pairs are pairs of places.
/// </summary>
internal sealed class FoundCandidates
{
    private readonly List<RecordVersion> _records = [];
    private readonly List<bool> _isCommitted = [];
    private readonly ShardReply[] _replies;

    /// <summary>For each shard the place in <see cref="Records"/> of each of its members.</summary>
    private readonly int[][] _places;

    /// <summary>Takes what shards answered.</summary>
    /// <param name="replies">The answer of each shard.</param>
    public FoundCandidates(ShardReply[] replies)
    {
        (_replies, _places) = (replies, new int[replies.Length][]);
        var known = new Dictionary<RecordVersion, int>(replies.Length == 0 ? 0 : replies.Max(reply => reply.Members.Length));
        for (int shard = 0; shard < replies.Length; shard++)
        {
            WireMember[] members = replies[shard].Members;
            int[] places = _places[shard] = new int[members.Length];
            for (int i = 0; i < members.Length; i++)
            {
                var record = new RecordVersion(members[i].Record.Record.ToKey(), members[i].Record.Version);
                if (!known.TryGetValue(record, out places[i]))
                {
                    known.Add(record, places[i] = _records.Count);
                    _records.Add(record);
                    _isCommitted.Add(false);
                }

                _isCommitted[places[i]] |= members[i].IsCommitted;
            }
        }
    }

    /// <summary>The candidates.</summary>
    public IReadOnlyList<RecordVersion> Records => _records;

    /// <summary>Whether the store has a candidate so, by its place.</summary>
    public bool IsCommitted(int place) => _isCommitted[place];

    /// <summary>For each changed record that has any the places of its candidates of all shards, each once.</summary>
    /// <param name="changed">The records of the turn, in the order in which the shards heard of them.</param>
    public List<(RecordVersion Record, int[] Candidates)> PairsOf(List<ChangedRecord> changed)
    {
        var pairs = new List<(RecordVersion, int[])>(changed.Count);
        int[] next = new int[_replies.Length];
        int[] seen = new int[_records.Count]; // the number of the record that a candidate was last found for
        var candidates = new List<int>();
        int number = 0;
        foreach (ChangedRecord record in changed)
        {
            number++;
            candidates.Clear();
            foreach (int shard in record.Shards.Keys)
            {
                foreach (int member in _replies[shard].Candidates[next[shard]++])
                {
                    int place = _places[shard][member];
                    if (seen[place] != number)
                    {
                        seen[place] = number;
                        candidates.Add(place);
                    }
                }
            }

            if (candidates.Count > 0)
            {
                pairs.Add((record.Now!.Value.Record, [.. candidates]));
            }
        }

        return pairs;
    }
}
