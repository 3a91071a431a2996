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
    private static readonly IReadOnlyList<PartyEvent> NoEvents = [];

    private readonly List<PendingSubmission> _members = [];
    private readonly HashSet<RecordKey> _keys = [];
    private readonly HashSet<RecordPair> _pairs = [];
    private readonly Dictionary<RecordKey, PartyId> _before = [];
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

    /// <summary>The effects, once applied.</summary>
    public HubChange Change { get; private set; } = new();

    /// <summary>
    /// Takes submissions from a waiting list, in its order: what shares a key or pair with one before it stays, and so does what is of another
    /// origin or too much.
    /// </summary>
    public static SubmissionGroup TakeFrom(List<PendingSubmission> waiting, int mostInputs, IErasures? erasures)
    {
        var group = new SubmissionGroup();
        var left = new List<PendingSubmission>();
        var keysLeft = new HashSet<RecordKey>();
        var pairsLeft = new HashSet<RecordPair>();
        foreach (PendingSubmission pending in waiting)
        {
            if (pending.IsCancelled)
            {
                pending.Cancel();
            }
            else if (pending.ErasedKeys(erasures) is { Count: > 0 } erased)
            {
                pending.Fail(new RecordErasedException(erased));
                group.Refused++;
            }
            else if (group.Erases || (pending.Erases && group._members.Count > 0))
            {
                left.Add(pending);
                keysLeft.UnionWith(pending.Keys);
                pairsLeft.UnionWith(pending.Pairs);
            }
            else if (group._inputs + pending.Inputs <= Math.Max(mostInputs, group._members.Count == 0 ? pending.Inputs : 0)
                && group.MayTake(pending.Submission.Origin)
                && !pending.Keys.Any(key => group._keys.Contains(key) || keysLeft.Contains(key))
                && !pending.Pairs.Any(pair => group._pairs.Contains(pair) || pairsLeft.Contains(pair))
                && (pending.Submission.Checkpoint is null || group.Members.All(member => member.Submission.Checkpoint is null)))
            {
                group._members.Add(pending);
                group._keys.UnionWith(pending.Keys);
                group._pairs.UnionWith(pending.Pairs);
                group._inputs += pending.Inputs;
            }
            else
            {
                left.Add(pending);
                keysLeft.UnionWith(pending.Keys);
                pairsLeft.UnionWith(pending.Pairs);
            }
        }

        waiting.Clear();
        waiting.AddRange(left);
        return group;
    }

    /// <summary>Applies all of it to an engine.</summary>
    public void Apply(EmbeddedEngine engine)
    {
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
        };
    }

    /// <summary>Whether there is anything to commit.</summary>
    public bool ChangesNothing =>
        !Erases && Change is { Upserted.Count: 0, Deleted.Count: 0, Judged.Count: 0, Revoked.Count: 0, DeadLetters.Count: 0, Checkpoint: null };

    /// <summary>Answers every submission.</summary>
    public void Complete(long commit)
    {
        var parties = new Dictionary<RecordKey, PartyId>(Change.Upserted.Count);
        foreach (StoredRecord record in Change.Upserted)
        {
            parties.Add(record.Key, record.Party);
        }

        var moved = new Dictionary<RecordKey, PartyId>(Change.Moved);
        HashSet<RecordKey> deleted = [.. Change.Deleted];
        ILookup<PartyId, PartyEvent> events = EventsByParty();
        HashSet<RecordPair> judged = [.. Change.Judged.Select(judgement => judgement.Pair), .. Change.Revoked];
        foreach (PendingSubmission member in _members)
        {
            InputBatch batch = member.Submission.Batch;
            var results = new RecordResult[batch.Upserts.Count + batch.Deletes.Count];
            int at = 0;
            foreach (SourceRecord record in batch.Upserts)
            {
                results[at++] = parties.TryGetValue(record.Key, out PartyId party)
                    ? new RecordResult(
                        record.Key, _before.ContainsKey(record.Key) ? RecordOutcome.Updated : RecordOutcome.Created, party, EventsOf(record.Key, party, events))
                    : new RecordResult(
                        record.Key, RecordOutcome.Unchanged, moved.TryGetValue(record.Key, out PartyId to) ? to : _before[record.Key], NoEvents);
            }

            foreach (RecordKey key in batch.Deletes)
            {
                results[at++] = deleted.Contains(key)
                    ? new RecordResult(key, RecordOutcome.Deleted, _before[key], EventsOf(key, _before[key], events))
                    : new RecordResult(key, RecordOutcome.Absent, null, NoEvents);
            }

            member.Complete(new SubmissionResult(commit, results, member.Pairs.Count(judged.Contains)));
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

    private ILookup<PartyId, PartyEvent> EventsByParty() => Change.Events
        .SelectMany(happened => happened.Other is { } other && other != happened.Party
            ? [(happened.Party, happened), (other, happened)]
            : new[] { (happened.Party, happened) })
        .ToLookup(pair => pair.Item1, pair => pair.happened);

    /// <summary>The events of the party that a record is in and of the one that it was in, in the order of the change.</summary>
    private IReadOnlyList<PartyEvent> EventsOf(RecordKey key, PartyId party, ILookup<PartyId, PartyEvent> events)
    {
        IEnumerable<PartyEvent> own = events[party];
        if (_before.TryGetValue(key, out PartyId was) && was != party)
        {
            own = own.Concat(events[was]).Distinct(ReferenceEqualityComparer.Instance).Cast<PartyEvent>();
        }

        return [.. own];
    }
}
