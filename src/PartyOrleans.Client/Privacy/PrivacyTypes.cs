using System.Text.Json;

namespace PartyOrleans.Client;

/// <summary>What an erasure did.</summary>
/// <param name="PartyId">The party.</param>
/// <param name="Commit">The number of the commit that erased it.</param>
/// <param name="Records">Records that were erased, and are refused from then on.</param>
/// <param name="Receipt">The signed receipt; keep it as it stands, since its signature is over the text.</param>
public sealed record ErasedParty(string PartyId, long Commit, int Records, JsonElement Receipt);

/// <summary>A receipt that the hub keeps.</summary>
/// <param name="Commit">The number of the commit that erased.</param>
/// <param name="Receipt">The signed receipt.</param>
public sealed record ErasureReceipt(long Commit, JsonElement Receipt);

/// <summary>The commit that holds a change.</summary>
/// <param name="Commit">Its number.</param>
public sealed record LiftedErasure(long Commit);

/// <summary>What a retention run did, or would do.</summary>
/// <param name="DryRun">Whether it only counted.</param>
/// <param name="Records">Records that lose values.</param>
/// <param name="Deleted">Those of them of which nothing usable is left.</param>
/// <param name="Values">Values dropped.</param>
public sealed record RetentionResult(bool DryRun, long Records, long Deleted, long Values);

/// <summary>How the keys of the store stand.</summary>
/// <param name="Rotating">Whether an exchange was begun and is not done.</param>
/// <param name="Keys">All of them, oldest first.</param>
/// <param name="ReceiptKey">The public key that verifies receipts, PEM.</param>
public sealed record StoreKeys(bool Rotating, IReadOnlyList<StoreKey> Keys, string ReceiptKey);

/// <summary>A key of the store, without its secret.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Purpose">What it is for: data, chain, index, suppression, signing.</param>
/// <param name="WrappedBy">The key-encryption key that it is wrapped by.</param>
/// <param name="Created">When it was made.</param>
public sealed record StoreKey(int Id, string Purpose, string WrappedBy, DateTimeOffset Created);

/// <summary>What an exchange of keys did.</summary>
/// <param name="Rows">Rows sealed anew.</param>
public sealed record ExchangedKeys(long Rows);

/// <summary>The body of a request to erase.</summary>
internal sealed record EraseBody(string Reason);

/// <summary>The body of a request to lift an erasure.</summary>
internal sealed record LiftBody(string Source, string RecordId, string Reason);

/// <summary>The body of a request for a retention run.</summary>
internal sealed record RetentionBody(bool DryRun);
