namespace PartyOrleans.Model;

/// <summary>What kind of work made a change. Values are stored and never change.</summary>
public enum ChangeKind : byte
{
    /// <summary>Not said.</summary>
    Unknown = 0,

    /// <summary>A load of a file or folder.</summary>
    Load = 1,

    /// <summary>Records sent by a client.</summary>
    Api = 2,

    /// <summary>A steward's decision, or its undoing.</summary>
    Judgement = 3,

    /// <summary>Another bundle became the active one.</summary>
    Bundle = 4,

    /// <summary>A party was erased, or its erasure lifted.</summary>
    Erasure = 5,

    /// <summary>Values passed the age that the bundle allows them.</summary>
    Retention = 6,

    /// <summary>Live changes of a stream.</summary>
    Stream = 7,

    /// <summary>Dead letters mended, replayed or discarded.</summary>
    DeadLetters = 8,
}

/// <summary>Who made a change, by what and why; stored with the commit.</summary>
/// <param name="Kind">What kind of work.</param>
/// <param name="Actor">The person or client, by the name it signed in with; empty where nobody is known.</param>
/// <param name="Reason">Why, in the actor's words; empty where none was given.</param>
/// <param name="TraceId">The trace of the request, 32 hexadecimal digits; empty where there is none.</param>
public sealed record ChangeOrigin(ChangeKind Kind, string Actor = "", string Reason = "", string TraceId = "")
{
    /// <summary>Where nothing is said.</summary>
    public static ChangeOrigin Unknown { get; } = new(ChangeKind.Unknown);
}
