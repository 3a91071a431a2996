using PartyOrleans.Model;

namespace PartyOrleans.Api.Hub;

/// <summary>What is kept of records that were erased and have come again: that they did, and nothing of them.</summary>
public static class ErasedLetters
{
    /// <summary>The letter of a record.</summary>
    /// <param name="key">The record, of which only the source is told.</param>
    /// <param name="input">File or stream it came in.</param>
    public static DeadLetter Of(RecordKey key, string input) =>
        new(key.Source, input, 0, DeadLetterKind.Erased, "erased: the record may not come again until that is lifted", "");
}
