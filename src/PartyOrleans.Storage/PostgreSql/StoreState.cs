using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>What the owner knows of its store between two commits.</summary>
/// <param name="Symbols">Names that recur; the same table for as long as the store is open.</param>
/// <param name="Keys">The store's keys.</param>
/// <param name="Last">The greatest row numbers in use.</param>
/// <param name="History">Those of the past, and the head of the chain.</param>
/// <param name="Fingerprint">Of the newest commit, by which it is known when it is asked for again.</param>
internal sealed record StoreState(SymbolTable Symbols, StoreKeys Keys, LastIds Last, HistoryIds History, byte[] Fingerprint);
