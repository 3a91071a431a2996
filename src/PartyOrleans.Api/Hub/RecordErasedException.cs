using PartyOrleans.Model;

namespace PartyOrleans.Api.Hub;

/// <summary>A submission brings records that were erased, and may not come again until that is lifted; nothing of it is kept.</summary>
public sealed class RecordErasedException(IReadOnlyList<RecordKey> keys)
    : Exception($"{keys.Count} of the records were erased, and may not come again until that is lifted.")
{
    /// <summary>The records.</summary>
    public IReadOnlyList<RecordKey> Keys { get; } = keys;
}
