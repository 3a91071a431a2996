using System.Diagnostics;
using PartyOrleans.Api.Hub;
using PartyOrleans.Model;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Serving;

/// <summary>Submissions that are applied and committed together, and how each is answered from their common change.</summary>
internal sealed class SubmissionGroup
{
    private const int MostLinks = 32;

    private readonly List<PendingSubmission> _members = [];
    private readonly HashSet<RecordKey> _keys = [];
    private readonly HashSet<RecordPair> _pairs = [];
    private readonly HashSet<long> _letters = [];
    private readonly HashSet<string> _streams = new(StringComparer.Ordinal);
    private IReadOnlyList<SourcePosition> _positions = [];
    private readonly Dictionary<RecordKey, PartyId> _before = [];
    private readonly HashSet<string> _tokens = new(StringComparer.Ordinal);
    private (RecordResult[] Records, int Judgements)[] _results = [];
    private int _inputs;

    /// <summary>Submissions in it.</summary>
    public IReadOnlyList<PendingSubmission> Members => _members;

    /// <summary>Inputs in it.</summary>
    public int Inputs => _inputs;

    /// <summary>The traces of the requests that it answers, for the trace of the commit to point at; the first few.</summary>
    public IEnumerable<ActivityLink> Links => _members.Take(MostLinks).Where(member => member.Trace != default).Select(member => new ActivityLink(member.Trace));

    /// <summary>Submissions that brought erased records, and were answered so.</summary>
    public int Refused { get; private set; }

    /// <summary>Whether it destroys something, or lifts that; it then is one submission, and nothing is applied before it is committed.</summary>
    public bool Erases => _members.Count > 0 && _members[0].Erases;

    /// <summary>Whether it is one submission that is committed by itself.</summary>
    public bool IsAlone => _members.Count > 0 && _members[0].IsAlone;

    /// <summary>The work that it stands for; null for none.</summary>
    public HubErrand? Errand => _members.Count > 0 ? _members[0].Errand : null;

    /// <summary>The effects, once applied.</summary>
    public HubChange Change { get; private set; } = new();

    /// <summary>
    /// Takes submissions from a waiting list, in its order: what shares a key, pair or name with one before it stays, and so does what is of another
    /// origin or too much.
    /// </summary>
    public static SubmissionGroup TakeFrom(List<PendingSubmission> waiting, int mostInputs, IErasures? erasures)
    {
        var group = new SubmissionGroup();
        var left = new List<PendingSubmission>();
        var keysLeft = new HashSet<RecordKey>();
        var pairsLeft = new HashSet<RecordPair>();
        var tokensLeft = new HashSet<string>(StringComparer.Ordinal);
        var streamsLeft = new HashSet<string>(StringComparer.Ordinal);
        var lettersLeft = new HashSet<long>();
        foreach (PendingSubmission pending in waiting)
        {
            if (pending.IsCancelled)
            {
                pending.Cancel();
            }
            else if (pending.ErasedKeys(erasures) is { Count: > 0 } erased && !pending.TakesErased(erased))
            {
                pending.Fail(new RecordErasedException(erased));
                group.Refused++;
            }
            else if (group.IsAlone || (pending.IsAlone && group._members.Count > 0))
            {
                Leave(pending);
            }
            else if (group._inputs + pending.Inputs <= Math.Max(mostInputs, group._members.Count == 0 ? pending.Inputs : 0)
                && group.MayTake(pending.Submission.Origin)
                && !pending.Keys.Any(key => group._keys.Contains(key) || keysLeft.Contains(key))
                && !pending.Pairs.Any(pair => group._pairs.Contains(pair) || pairsLeft.Contains(pair))
                && !pending.Submission.Positions.Any(position => streamsLeft.Contains(position.Stream))
                && !pending.Submission.DeadLetterUpdates.Any(update => group._letters.Contains(update.Number) || lettersLeft.Contains(update.Number))
                && (pending.Token.Length == 0 || (!group._tokens.Contains(pending.Token) && !tokensLeft.Contains(pending.Token)))
                && (pending.Submission.Checkpoint is null || group.Members.All(member => member.Submission.Checkpoint is null)))
            {
                group._members.Add(pending);
                group._keys.UnionWith(pending.Keys);
                group._pairs.UnionWith(pending.Pairs);
                group._letters.UnionWith(pending.Submission.DeadLetterUpdates.Select(update => update.Number));
                group._tokens.Add(pending.Token);
                group._inputs += pending.Inputs;
            }
            else
            {
                Leave(pending);
            }
        }

        waiting.Clear();
        waiting.AddRange(left);
        return group;

        void Leave(PendingSubmission pending)
        {
            left.Add(pending);
            keysLeft.UnionWith(pending.Keys);
            pairsLeft.UnionWith(pending.Pairs);
            tokensLeft.Add(pending.Token);
            lettersLeft.UnionWith(pending.Submission.DeadLetterUpdates.Select(update => update.Number));

            // What says how far a stream has come must not get ahead of what came before it in the stream.
            streamsLeft.UnionWith(pending.Submission.Positions.Select(position => position.Stream));
        }
    }

    /// <summary>Goes on in its streams; takes out, and answers, what does not go on from where its stream is.</summary>
    public void Advance(StreamPlaces streams)
    {
        _members.RemoveAll(member =>
        {
            if (member.Submission.Positions.Count == 0 || streams.Advance(member.Submission.Positions, _streams) is not { } moved)
            {
                return false;
            }

            member.Fail(moved);
            return true;
        });
        _positions = streams.Of(_streams);
    }

    /// <summary>
    /// Passes over records that are older than those that the store holds, or that the group before brings, whose commit may be under way.
    /// </summary>
    public async Task SiftAsync(IPartyStore store, SubmissionGroup before)
    {
        RecordKey[] keys = [.. _members.SelectMany(member => member.Submission.Versions).Select(version => version.Key)];
        if (keys.Length == 0)
        {
            return;
        }

        Dictionary<RecordKey, string> held = (await store.FindVersionsAsync(keys, CancellationToken.None)).ToDictionary(version => version.Key, version => version.Version);
        foreach (SourceVersion version in before.Change.Versions)
        {
            held[version.Key] = version.Version;
        }

        foreach (PendingSubmission member in _members)
        {
            member.Sift(held);
        }
    }

    /// <summary>Whether two groups hold submissions of one name.</summary>
    public bool SharesToken(SubmissionGroup other) => _members.Exists(member => member.Token.Length > 0 && other._tokens.Contains(member.Token));

    /// <summary>Takes out, and answers, what was committed before under the same name.</summary>
    public void AnswerRepeated(RecentAnswers recent) => _members.RemoveAll(member =>
    {
        if (member.Submission.Idempotency is not { } token || recent.Find(token) is not { } kept)
        {
            return false;
        }

        member.Replay(kept);
        return true;
    });

    /// <summary>Makes a submission that is to be made when its turn comes; everything before it must be committed.</summary>
    /// <returns>Whether there is anything to apply.</returns>
    public async Task<bool> PlanAsync(IPartyStore store)
    {
        PendingSubmission only = _members[0];
        if (!await only.PlanAsync(store))
        {
            return false;
        }

        _keys.UnionWith(only.Keys);
        _pairs.UnionWith(only.Pairs);
        _inputs = only.Inputs;
        return true;
    }

    /// <summary>Whether it is still to be made, from what the store holds.</summary>
    public bool IsToBePlanned => _members.Count > 0 && _members[0].IsToBePlanned;

    /// <summary>Applies all of it to an engine.</summary>
    public void Apply(EmbeddedEngine engine)
    {
        if (Errand is { } errand)
        {
            RunErrand(errand, engine);
            return;
        }

        foreach (RecordKey key in _keys)
        {
            if (engine.PartyOf(key) is { } party)
            {
                _before.Add(key, party);
            }
        }

        InputBatch batch = _members.Count == 1 ? _members[0].Submission.Batch : new InputBatch
        {
            Upserts = [.. _members.SelectMany(member => member.Submission.Batch.Upserts)],
            Deletes = [.. _members.SelectMany(member => member.Submission.Batch.Deletes)],
            Judgements = [.. _members.SelectMany(member => member.Submission.Batch.Judgements)],
            Revocations = [.. _members.SelectMany(member => member.Submission.Batch.Revocations)],
        };
        Change = engine.Apply(batch, CancellationToken.None) with
        {
            DeadLetters = [.. _members.SelectMany(member => member.Submission.DeadLetters)],
            Origin = Origin(),
            Checkpoint = _members.Select(member => member.Submission.Checkpoint).FirstOrDefault(checkpoint => checkpoint is not null),
            Erased = [.. _members.SelectMany(member => member.Submission.Erased)],
            Redacted = [.. _members.SelectMany(member => member.Submission.Redacted)],
            Lifted = [.. _members.SelectMany(member => member.Submission.Lifted)],
            Versions = [.. _members.SelectMany(member => member.Submission.Versions).OrderBy(version => version.Key)],
            Positions = _positions,
            DeadLetterUpdates = [.. _members.SelectMany(member => member.Submission.DeadLetterUpdates).OrderBy(update => update.Number)],
        };
        var outcomes = new ChangeOutcomes(Change, _before);
        _results = [.. _members.Select(member => (outcomes.Of(member.Submission.Batch), outcomes.JudgementsOf(member.Submission.Batch)))];
        Change = Change with
        {
            Answers = [.. _members.Zip(_results)
                .Where(pair => pair.First.Submission.Idempotency is not null)
                .Select(pair => new KeptAnswer(
                    pair.First.Submission.Idempotency!.Key, pair.First.Submission.Idempotency.Request, AnswerCodec.Encode(pair.Second.Records, pair.Second.Judgements)))],
        };
    }

    /// <summary>Does the work; where it fails its caller is told, and there is nothing to commit.</summary>
    private void RunErrand(HubErrand errand, EmbeddedEngine engine)
    {
        _results = [([], 0)];
        try
        {
            Change = errand.Run(engine) ?? new HubChange();
        }
        catch (Exception refused)
        {
            Fail(refused);
            _members.Clear();
        }
    }

    /// <summary>Whether there is anything to commit.</summary>
    public bool ChangesNothing =>
        !Erases && Change is { Activated: null, Upserted.Count: 0, Deleted.Count: 0, Judged.Count: 0, Revoked.Count: 0, DeadLetters.Count: 0, Answers.Count: 0, Checkpoint: null }
        && Change is { Versions.Count: 0, Positions.Count: 0, DeadLetterUpdates.Count: 0 };

    /// <summary>Answers every submission.</summary>
    public void Complete(long commit)
    {
        for (int i = 0; i < _members.Count; i++)
        {
            _members[i].Complete(new SubmissionResult(commit, _results[i].Records, _results[i].Judgements)
            {
                Outdated = _members[i].Outdated,
                Erased = _members[i].Erased,
            });
        }
    }

    /// <summary>Answers every submission with a failure.</summary>
    public void Fail(Exception failure)
    {
        foreach (PendingSubmission member in _members)
        {
            member.Fail(failure);
        }
    }

    private bool MayTake(ChangeOrigin origin) => _members.Count == 0
        || string.Equals(origin.Actor, _members[0].Submission.Origin.Actor, StringComparison.Ordinal)
            && string.Equals(origin.Reason, _members[0].Submission.Origin.Reason, StringComparison.Ordinal)
            && origin.Kind == _members[0].Submission.Origin.Kind;

    /// <summary>The common origin; the trace only where all have the same.</summary>
    private ChangeOrigin Origin()
    {
        ChangeOrigin first = _members[0].Submission.Origin;
        return _members.TrueForAll(member => string.Equals(member.Submission.Origin.TraceId, first.TraceId, StringComparison.Ordinal))
            ? first
            : first with { TraceId = "" };
    }
}
