using PartyOrleans.Model;

namespace PartyOrleans.Storage;

/// <summary>
/// What was erased from a store. It is asked for with <see cref="HubChange.Erased"/> and lifted with <see cref="HubChange.Lifted"/>;
/// each erasure leaves a signed receipt.
/// </summary>
public interface IErasures
{
    /// <summary>Whether any record is refused because it was erased.</summary>
    bool HasErased { get; }

    /// <summary>Whether a record was erased and may not come again; answered from memory.</summary>
    bool IsErased(RecordKey key);

    /// <summary>The signed receipt (JSON) of the erasure that a commit made, or null where it made none.</summary>
    Task<string?> FindReceiptAsync(long commit, CancellationToken cancellationToken);

    /// <summary>Signed receipts of commits before one, newest first.</summary>
    /// <param name="before">The number of a commit.</param>
    /// <param name="most">Receipts at most.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task<IReadOnlyList<KeptReceipt>> ReadReceiptsAsync(long before, int most, CancellationToken cancellationToken);

    /// <summary>The number of the last commit that erased or redacted something; 0 where none did. Copies of values made before it are to be made anew.</summary>
    Task<long> FindLastErasureAsync(CancellationToken cancellationToken);

    /// <summary>The public key that verifies receipts, PEM.</summary>
    string ReceiptKey { get; }
}

/// <summary>A signed receipt as a store keeps it.</summary>
/// <param name="Commit">The number of the commit that erased.</param>
/// <param name="Receipt">The receipt, JSON.</param>
public readonly record struct KeptReceipt(long Commit, string Receipt);
