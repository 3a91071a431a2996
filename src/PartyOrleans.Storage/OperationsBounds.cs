namespace PartyOrleans.Storage;

/// <summary>How long the parts of a document may be.</summary>
internal static class OperationsBounds
{
    private const int MostAreaCharacters = 100;
    private const int MostNameCharacters = 500;
    private const int MostJsonCharacters = 1 << 20;

    /// <summary>Refuses documents that are too long or nameless.</summary>
    /// <exception cref="ArgumentException">One is; the message names it.</exception>
    public static void Check(IReadOnlyList<OperationsDocument> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        foreach (OperationsDocument document in documents)
        {
            if (document.Area.Length is 0 or > MostAreaCharacters || document.Name.Length is 0 or > MostNameCharacters || document.Json.Length > MostJsonCharacters
                || document.Area.Contains('\0', StringComparison.Ordinal) || document.Name.Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException(
                    $"Document {document.Name} of area {document.Area} has an area of {document.Area.Length}, a name of {document.Name.Length} and a text of {document.Json.Length} characters: at most {MostAreaCharacters}, {MostNameCharacters} and {MostJsonCharacters} are kept, and none without a name.",
                    nameof(documents));
            }
        }
    }
}
