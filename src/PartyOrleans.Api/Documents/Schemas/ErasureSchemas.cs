namespace PartyOrleans.Api.Documents.Schemas;

/// <summary>What an erasure did.</summary>
/// <param name="PartyId">The party.</param>
/// <param name="Commit">The number of the commit that erased it.</param>
/// <param name="Records">Records that were erased, and are refused from then on.</param>
/// <param name="Receipt">The signed receipt.</param>
internal sealed record ErasedSchema(string PartyId, long Commit, int Records, ReceiptSchema Receipt);

/// <summary>A receipt as it is kept.</summary>
/// <param name="Commit">The number of the commit that erased.</param>
/// <param name="Receipt">The signed receipt.</param>
internal sealed record KeptReceiptSchema(long Commit, ReceiptSchema Receipt);

/// <summary>A signed receipt of an erasure.</summary>
/// <param name="Statement">What was erased.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo, base64.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over the statement's UTF-8 bytes as they stand, IEEE P1363, base64.</param>
internal sealed record ReceiptSchema(ErasureStatementSchema Statement, string PublicKey, string Signature);

/// <summary>What was erased, in counts and keyed digests; it names nobody.</summary>
/// <param name="Format">Always <c>party-erasure-1</c>.</param>
/// <param name="Commit">The number of the commit.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Actor">Who asked for it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Parties">Parties that ended.</param>
/// <param name="Records">Keyed digests of the records, hexadecimal.</param>
/// <param name="Rows">Rows destroyed or made anew, by kind.</param>
/// <param name="ChainHead">Head of the store's chain after the erasure, hexadecimal.</param>
internal sealed record ErasureStatementSchema(
    string Format, long Commit, DateTimeOffset At, string Actor, string Reason, IReadOnlyList<string> Parties, IReadOnlyList<string> Records,
    IReadOnlyDictionary<string, long> Rows, string ChainHead);

/// <summary>The commit that holds a change.</summary>
/// <param name="Commit">Its number.</param>
internal sealed record CommittedSchema(long Commit);

/// <summary>What a retention run did, or would do.</summary>
/// <param name="DryRun">Whether it only counted.</param>
/// <param name="Records">Records that lose values.</param>
/// <param name="Deleted">Those of them of which nothing usable is left.</param>
/// <param name="Values">Values dropped.</param>
internal sealed record RetentionSchema(bool DryRun, long Records, long Deleted, long Values);

/// <summary>How the keys of the store stand.</summary>
/// <param name="Rotating">Whether an exchange was begun and is not done.</param>
/// <param name="Keys">All of them, oldest first.</param>
/// <param name="ReceiptKey">The public key that verifies receipts, PEM.</param>
internal sealed record KeyringSchema(bool Rotating, IReadOnlyList<StoreKeySchema> Keys, string ReceiptKey);

/// <summary>A key of the store, without its secret.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Purpose">What it is for: data, chain, index, suppression, signing.</param>
/// <param name="WrappedBy">The key-encryption key that it is wrapped by.</param>
/// <param name="Created">When it was made (UTC).</param>
internal sealed record StoreKeySchema(int Id, string Purpose, string WrappedBy, DateTimeOffset Created);

/// <summary>What an exchange of keys did.</summary>
/// <param name="Rows">Rows sealed anew.</param>
internal sealed record ExchangedKeysSchema(long Rows);
