namespace PartyOrleans.Model;

/// <summary>What a steward decided about two records.</summary>
public enum JudgementKind : byte
{
    /// <summary>The two records are the same party, whatever the model says.</summary>
    MustLink = 1,

    /// <summary>The two records are never the same party, whatever the model says.</summary>
    CannotLink = 2,
}

/// <summary>Two records, the smaller key first.</summary>
public readonly record struct RecordPair : IComparable<RecordPair>
{
    /// <summary>Makes the pair, ordering the keys.</summary>
    /// <exception cref="ArgumentException">Both keys are the same.</exception>
    public RecordPair(RecordKey a, RecordKey b)
    {
        int order = a.CompareTo(b);
        if (order == 0)
        {
            throw new ArgumentException($"A pair needs two records, got {a} twice.", nameof(b));
        }

        (Left, Right) = order < 0 ? (a, b) : (b, a);
    }

    /// <summary>The smaller key.</summary>
    public RecordKey Left { get; }

    /// <summary>The greater key.</summary>
    public RecordKey Right { get; }

    /// <inheritdoc />
    public int CompareTo(RecordPair other)
    {
        int byLeft = Left.CompareTo(other.Left);
        return byLeft != 0 ? byLeft : Right.CompareTo(other.Right);
    }

    /// <inheritdoc />
    public override string ToString() => $"{Left} ~ {Right}";
}

/// <summary>A steward's decision about a pair; input like any record: durable, revocable, overridden by no model. One per pair, the latest holds.</summary>
/// <param name="Pair">The records it is about; they need not exist yet.</param>
/// <param name="Kind">What was decided.</param>
/// <param name="Author">Who decided.</param>
/// <param name="Reason">Why, in the steward's words.</param>
/// <param name="At">When.</param>
public sealed record Judgement(RecordPair Pair, JudgementKind Kind, string Author, string Reason, DateTimeOffset At);

/// <summary>A pair whose match weight lies between the review and the match threshold, for a steward to decide.</summary>
/// <param name="Pair">The records.</param>
/// <param name="WeightBits">Match weight, bits.</param>
/// <param name="Probability">Match probability, 0 to 1.</param>
public sealed record ReviewTask(RecordPair Pair, double WeightBits, double Probability);
