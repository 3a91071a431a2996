using PartyOrleans.Api.Hub;
using PartyOrleans.Grains.Wire;
using PartyOrleans.Model;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Resolution.Parts;

namespace PartyOrleans.Grains.Ledger;

/// <summary>
/// Turns that follow each other and are decided and committed together: no two of them touch the same record, pair, stream or name, so they are one
/// batch, and by the invariant its outcome is that of one turn after the other. What a burst of small turns costs the database is shared so.
/// </summary>
internal sealed class TurnGroup
{
    private readonly List<(UnderWay Turn, Submission Submission)> _members = [];
    private readonly HashSet<RecordKey> _neighbours = [];
    private readonly Dictionary<BlockId, bool> _crossed = [];
    private int _inputs;

    /// <summary>Its turns, in their order.</summary>
    public IReadOnlyList<(UnderWay Turn, Submission Submission)> Members => _members;

    /// <summary>Inputs in it.</summary>
    public int Inputs => _inputs;

    /// <summary>The number of its last turn.</summary>
    public long Number => _members[^1].Turn.Number;

    /// <summary>All inputs.</summary>
    public InputBatch Batch => _members.Count == 1 ? _members[0].Submission.Batch : new InputBatch
    {
        Upserts = [.. _members.SelectMany(member => member.Submission.Batch.Upserts)],
        Deletes = [.. _members.SelectMany(member => member.Submission.Batch.Deletes)],
        Judgements = [.. _members.SelectMany(member => member.Submission.Batch.Judgements)],
        Revocations = [.. _members.SelectMany(member => member.Submission.Batch.Revocations)],
    };

    /// <summary>Takes the next turn.</summary>
    /// <returns>Whether it fits; the first always does.</returns>
    public bool TryAdd(UnderWay turn, int mostInputs)
    {
        Submission submission = turn.Decoded ??= WireSubmission.Decode(turn.Submission!.Submission);
        int inputs = submission.Batch.Upserts.Count + submission.Batch.Deletes.Count + submission.Batch.Judgements.Count + submission.Batch.Revocations.Count;
        if (_members.Count > 0 && (_inputs + inputs > mostInputs || turn.IsAlone || !IsOfOneOrigin(submission) || (submission.Checkpoint is not null && _members.Exists(member => member.Submission.Checkpoint is not null))))
        {
            return false;
        }

        _members.Add((turn, submission));
        _inputs += inputs;
        _neighbours.UnionWith(turn.Submission!.Neighbours.Select(key => key.ToKey()));
        foreach (long block in turn.Submission.Grew)
        {
            _crossed[WireBlock.ToBlock(block)] = true;
        }

        foreach (long block in turn.Submission.Shrank)
        {
            _crossed[WireBlock.ToBlock(block)] = false;
        }

        return true;
    }

    /// <summary>The batch with what finding its candidates has shown.</summary>
    /// <param name="oversize">The blocks that are oversize before it: what crossed the limit and came back has not crossed.</param>
    public ProbedBatch Probed(IReadOnlySet<BlockId> oversize) => new(Batch, [.. _neighbours.Order()], new BlockCrossings(
        [.. _crossed.Where(crossed => crossed.Value && !oversize.Contains(crossed.Key)).Select(crossed => crossed.Key)],
        [.. _crossed.Where(crossed => !crossed.Value && oversize.Contains(crossed.Key)).Select(crossed => crossed.Key)]));

    /// <summary>What it changes beside the engine's part.</summary>
    /// <param name="change">The engine's part.</param>
    /// <param name="before">The party of each input record that was there before.</param>
    /// <param name="turnStream">The stream under which its number is kept.</param>
    /// <returns>The whole, and for each member its answer.</returns>
    public (HubChange Change, byte[][] Answers) Complete(HubChange change, IReadOnlyDictionary<RecordKey, PartyId> before, string turnStream)
    {
        var outcomes = new ChangeOutcomes(change, before);
        byte[][] answers = [.. _members.Select(member => AnswerCodec.Encode(outcomes.Of(member.Submission.Batch), outcomes.JudgementsOf(member.Submission.Batch)))];
        var positions = new SortedDictionary<string, SourcePosition>(StringComparer.Ordinal) { [turnStream] = new SourcePosition(turnStream, Number) };
        foreach (SourcePosition position in _members.SelectMany(member => member.Turn.Positions))
        {
            positions[position.Stream] = position;
        }

        return (change with
        {
            DeadLetters = [.. _members.SelectMany(member => member.Submission.DeadLetters)],
            Checkpoint = _members.Select(member => member.Submission.Checkpoint).FirstOrDefault(checkpoint => checkpoint is not null),
            Origin = Origin(),
            Versions = [.. _members.SelectMany(member => member.Submission.Versions).OrderBy(version => version.Key)],
            DeadLetterUpdates = [.. _members.SelectMany(member => member.Submission.DeadLetterUpdates).OrderBy(update => update.Number)],
            Erased = [.. _members.SelectMany(member => member.Submission.Erased)],
            Redacted = [.. _members.SelectMany(member => member.Submission.Redacted)],
            Lifted = [.. _members.SelectMany(member => member.Submission.Lifted)],
            Positions = [.. positions.Values],
            Answers = [.. _members.Zip(answers).Where(pair => pair.First.Submission.Idempotency is not null)
                .Select(pair => new KeptAnswer(pair.First.Submission.Idempotency!.Key, pair.First.Submission.Idempotency.Request, pair.Second))],
        }, answers);
    }

    /// <summary>Whether a change of it leaves the store as it is, but for the turn's number.</summary>
    public bool LeavesAll(HubChange change) => change is
    {
        Upserted.Count: 0, Deleted.Count: 0, Judged.Count: 0, Revoked.Count: 0, DeadLetters.Count: 0, Checkpoint: null, Versions.Count: 0, DeadLetterUpdates.Count: 0,
        Erased.Count: 0, Redacted.Count: 0, Lifted.Count: 0, Answers.Count: 0,
    } && _members.TrueForAll(member => member.Turn.Positions.Count == 0);

    private bool IsOfOneOrigin(Submission submission)
    {
        ChangeOrigin first = _members[0].Submission.Origin;
        return submission.Origin.Kind == first.Kind && string.Equals(submission.Origin.Actor, first.Actor, StringComparison.Ordinal)
            && string.Equals(submission.Origin.Reason, first.Reason, StringComparison.Ordinal);
    }

    /// <summary>The common origin; the trace only where all have the same.</summary>
    private ChangeOrigin Origin()
    {
        ChangeOrigin first = _members[0].Submission.Origin;
        return _members.TrueForAll(member => string.Equals(member.Submission.Origin.TraceId, first.TraceId, StringComparison.Ordinal)) ? first : first with { TraceId = "" };
    }
}

/// <summary>A turn that was given out.</summary>
internal sealed class UnderWay(long number, ulong[] records, long begunAt)
{
    /// <summary>Its number.</summary>
    public long Number => number;

    /// <summary>Hashes of what it touches.</summary>
    public ulong[] Records => records;

    /// <summary>When it was given out.</summary>
    public long BegunAt => begunAt;

    /// <summary>What kind of work began it.</summary>
    public string Sender { get; init; } = "";

    /// <summary>Where its streams are after it.</summary>
    public IReadOnlyList<SourcePosition> Positions { get; init; } = [];

    /// <summary>Whether no other is under way with it.</summary>
    public bool IsAlone { get; init; }

    /// <summary>What it is to do, once it came.</summary>
    public TurnSubmission? Submission { get; set; }

    /// <summary>The same, decoded.</summary>
    public Submission? Decoded { get; set; }

    /// <summary>Whether its sender gave it up.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>Whether it is decided.</summary>
    public bool IsDecided { get; set; }

    /// <summary>What became of it.</summary>
    public TaskCompletionSource<TurnResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
