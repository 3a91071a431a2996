namespace PartyOrleans.Model;

/// <summary>How far a stream has been taken; kept in the transaction of the effects, so that what is sent again is known to be done.</summary>
/// <param name="Stream">The stream, such as <c>kafka/topic/partition</c>.</param>
/// <param name="Next">The first place in it that is not taken yet.</param>
/// <param name="From">
/// The place that its reader went on from: where the hub holds another one, something in between is missing or done already, and the inputs are
/// refused; a stream of which it holds nothing is at 0. <see cref="Anywhere"/> asks for no such check, and the greatest place holds; <see cref="Anew"/> says that the stream begins again, as
/// a topic does that was deleted and made anew.
/// </param>
public readonly record struct SourcePosition(string Stream, long Next, long From = SourcePosition.Anywhere)
{
    /// <summary>The reader does not say where it went on from.</summary>
    public const long Anywhere = -1;

    /// <summary>The stream begins again: the place holds whatever was held before.</summary>
    public const long Anew = -2;
}

/// <summary>
/// Which state of a record its source sent, kept also for records that were deleted, so that an older state that comes late changes nothing.
/// </summary>
/// <param name="Key">The record.</param>
/// <param name="Version">The source's own order as text, compared by its UTF-16 units (ordinal): numbers are to be padded with zeros to one width.</param>
public readonly record struct SourceVersion(RecordKey Key, string Version);

/// <summary>
/// Inputs do not go on from where their stream is: inputs before them were not taken, or somebody else has taken what they bring. Their reader goes on
/// from <see cref="Next"/>, or says that the stream begins anew.
/// </summary>
/// <param name="stream">The stream.</param>
/// <param name="from">Where the inputs went on from.</param>
/// <param name="next">Where the stream is.</param>
public sealed class StreamMovedException(string stream, long from, long next)
    : Exception($"Stream {stream} is at {next}, what was handed in goes on from {from}: read on from {next}.")
{
    /// <summary>The stream.</summary>
    public string Stream { get; } = stream;

    /// <summary>The first place that is not taken yet.</summary>
    public long Next { get; } = next;
}
