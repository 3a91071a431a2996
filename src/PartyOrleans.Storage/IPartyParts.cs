using PartyOrleans.Model;

namespace PartyOrleans.Storage;

/// <summary>Reads parts of a hub by record, for an engine that does not hold all of it. What is committed is seen at once.</summary>
public interface IPartyParts
{
    /// <summary>Records by key, without their payloads, in no given order; those that are not there are left out.</summary>
    Task<IReadOnlyList<StoredRecord>> FindRecordsAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken);

    /// <summary>All records of the parties that some records are in, without their payloads, each once, in no given order.</summary>
    Task<IReadOnlyList<StoredRecord>> FindPartiesOfAsync(IReadOnlyList<RecordKey> keys, CancellationToken cancellationToken);

    /// <summary>Of some ids, those that a party has or had.</summary>
    Task<IReadOnlyList<PartyId>> FindTakenAsync(IReadOnlyList<PartyId> ids, CancellationToken cancellationToken);
}
