using System.Security.Cryptography;
using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.History;

/// <summary>
/// Proves a store inside one snapshot. The digest of each commit is made again from the rows as they are: what a row says is opened and
/// compared with its commitment, and for rows that an erasure touched the commitment of the time before is taken from the erasure, which is
/// itself a link. Contents of records are gathered by commit first, since their rows do not lie in the order of commits.
/// </summary>
internal sealed partial class StoreVerification(IStoredRowSource source, StoreKeys keys, SymbolTable.Snapshot symbols, CancellationToken cancellationToken)
{
    /// <summary>More would only repeat what the first ones say.</summary>
    private const int MostBroken = 20;

    private readonly List<string> _broken = [];
    private readonly Dictionary<(long Kind, long Row), (byte[] First, byte[] Last)> _erased = [];
    private readonly Dictionary<long, List<ErasedRow>> _erasures = [];
    private readonly Dictionary<long, CommitDigest> _digests = [];
    private readonly Dictionary<long, Newest> _newest = [];
    private long _records;
    private long _golden;
    private long _events;
    private long _judgements;

    /// <summary>Proves everything.</summary>
    public ChainReport Run()
    {
        long start = ReadStart();
        ReadErasures();
        ReadRecords(start);
        ReadEnds(start);
        ReadGolden(start);
        ReadEvents(start);
        ReadJudgements(start);
        CheckParties();
        (long links, long commits, byte[] head) = WalkLinks();
        return new ChainReport(
            links, commits, _records, _golden, _events, _judgements, _erased.Keys.Count(key => key.Kind != ErasureDigest.Suppressed),
            Convert.ToHexStringLower(head), _broken);
    }

    private CommitDigest DigestOf(long commit) =>
        _digests.TryGetValue(commit, out CommitDigest? digest) ? digest : _digests[commit] = new CommitDigest();

    private long ReadStart()
    {
        IStoredRows read = source.Read("VerifyLinks");
        long start = 0;
        if (!read.Step() || read.Long(1) != (long)ChainKind.Start)
        {
            Break("the chain has no start");
        }
        else
        {
            start = read.Long(2);
        }

        read.Reset();
        return start;
    }

    private void ReadErasures()
    {
        IStoredRows read = source.Read("VerifyErasureRows");
        while (read.Step())
        {
            var row = new ErasedRow(read.Long(1), read.Long(2), read.Bytes(3).ToArray(), read.Bytes(4).ToArray());
            if (!_erasures.TryGetValue(read.Long(0), out List<ErasedRow>? rows))
            {
                _erasures.Add(read.Long(0), rows = []);
            }

            rows.Add(row);
            if (row.Kind == ErasureDigest.Suppressed)
            {
                continue;
            }

            if (!_erased.TryGetValue((row.Kind, row.Row), out (byte[] First, byte[] Last) known))
            {
                known = (row.Before, row.Before);
            }
            else if (!known.Last.AsSpan().SequenceEqual(row.Before))
            {
                Break($"erasure {read.Long(0)}: {(SealedKind)row.Kind} row {row.Row} was not what the erasure before left");
            }

            _erased[(row.Kind, row.Row)] = (known.First, row.After);
        }
    }

    private (long Links, long Commits, byte[] Head) WalkLinks()
    {
        Dictionary<long, (string Sha256, long At)> activations = ReadActivations();
        IStoredRows commits = source.Read("VerifyCommits");
        bool more = commits.Step();
        byte[] head = [];
        long links = 0;
        long proven = 0;
        long activated = 0;
        long erasures = 0;
        IStoredRows read = source.Read("VerifyLinks");
        while (read.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            links++;
            (long id, var kind, long subject, long at) = (read.Long(0), (ChainKind)read.Long(1), read.Long(2), read.Long(3));
            byte[] digest = read.Bytes(4).ToArray();
            head = CommitDigest.Link(head, kind, subject, at, digest);
            if (id != links || !head.AsSpan().SequenceEqual(read.Bytes(5)))
            {
                Break($"link {id} ({kind} {subject}) does not follow from the one before it");
                head = read.Bytes(5).ToArray();
            }

            byte[]? made = null;
            switch (kind)
            {
                case ChainKind.Start:
                    while (more && commits.Long(0) <= subject)
                    {
                        more = commits.Step();
                    }

                    made = new byte[32];
                    break;
                case ChainKind.Commit:
                    proven++;
                    if (more && commits.Long(0) == subject)
                    {
                        var commit = new CommitInfo(subject, new DateTimeOffset(commits.Long(1), TimeSpan.Zero), new ChangeOrigin(
                            (ChangeKind)commits.Long(2), commits.Text(3), commits.Text(4), commits.Text(5)));
                        made = commit.At.UtcTicks == at ? DigestOf(subject).Finish(commit) : null;
                        _digests.Remove(subject);
                        more = commits.Step();
                    }

                    break;
                case ChainKind.Activation:
                    activated++;
                    made = activations.TryGetValue(subject, out (string Sha256, long At) activation) && activation.At == at
                        ? SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(activation.Sha256))
                        : null;
                    break;
                case ChainKind.Erasure:
                    erasures++;
                    made = _erasures.TryGetValue(subject, out List<ErasedRow>? rows) ? ErasureDigest.Of(rows) : null;
                    break;
                case ChainKind.Lift:
                    made = digest; // a lift names its records by digests that later erasures may take over; the link itself is the proof
                    break;
            }

            if (made is null || !made.AsSpan().SequenceEqual(digest))
            {
                Break($"{kind} {subject} is not what was committed");
            }
        }

        if (more)
        {
            Break($"commit {commits.Long(0)} is not in the chain");
            commits.Reset();
        }

        if (erasures != _erasures.Count)
        {
            Break($"the chain has {erasures} erasures, the store {_erasures.Count}");
        }

        foreach (long commit in _digests.Keys.Order().Take(1))
        {
            Break($"rows name commit {commit}, which is not in the chain");
        }

        return (links, proven, head);
    }

    private Dictionary<long, (string Sha256, long At)> ReadActivations()
    {
        var activations = new Dictionary<long, (string, long)>();
        IStoredRows read = source.Read("VerifyActivations");
        while (read.Step())
        {
            activations.Add(read.Long(0), (read.Text(1), read.Long(2)));
        }

        return activations;
    }

    private readonly record struct Newest(long Golden, long GoldenCommit, long Event, long RetiredCommit, long Successor);

    private void Break(string what)
    {
        if (_broken.Count < MostBroken)
        {
            _broken.Add(what);
        }
    }
}
