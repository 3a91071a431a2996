using System.Security.Cryptography;
using System.Text;
using Npgsql;
using PartyOrleans.Model;
using PartyOrleans.Storage.History;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>
/// Writes one change inside a transaction that it opens and commits. What the change touches is looked up first, all at once; a short change
/// takes two round trips. Parties come before records, so that every record finds its party; a party's row, with its links to the newest
/// golden version and event, is written once.
/// </summary>
internal sealed partial class PostgreSqlChangeWriter : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly SymbolTable _symbols;
    private readonly ChangeTables _tables;
    private readonly RowStream _stream;
    private readonly PartyRows _parties;
    private readonly HubChange _change;
    private readonly int _parallelism;
    private readonly StoreKeys _keys;
    private readonly CommitDigest _digest = new();
    private LastIds _last;
    private HistoryIds _history;

    public PostgreSqlChangeWriter(
        NpgsqlConnection connection, ChangeTables tables, StoreState state, HubChange change, PostgreSqlStoreOptions options)
    {
        _connection = connection;
        _symbols = state.Symbols;
        _keys = state.Keys;
        _tables = tables;
        _last = state.Last;
        _history = state.History;
        _change = change;
        _parallelism = Math.Clamp(options.Parallelism, 1, 64);
        _stream = new RowStream(connection, Math.Max(1, options.CopyRows));
        _parties = new PartyRows(_last.Party, FindParty);
        _tables.Clear();
    }

    /// <summary>Number of the last golden version written.</summary>
    public long LastGolden => _last.Golden;

    /// <summary>Statements that are sent with the commit's own row; to be added to once the effects are written.</summary>
    public NpgsqlBatch Batch => _stream.Batch;

    /// <summary>The row, as the change leaves it, of a party that the change names.</summary>
    public PartyRow RowOf(PartyId party) => _parties.Touch(party);

    /// <summary>Writes everything but the commit's own row.</summary>
    public async Task WriteEffectsAsync(CancellationToken cancellationToken)
    {
        _last.Commit++;
        await LookUpAsync(cancellationToken);
        _parties.Expect(_change.Golden.Count);
        await WriteGoldenAsync(cancellationToken);
        WriteRetired();
        await WriteEventsAsync(cancellationToken);
        await WritePartiesAsync(cancellationToken);
        await WriteRecordsAsync(cancellationToken);
        await WriteStewardshipAsync(cancellationToken);
        await WriteLoadAsync(cancellationToken);
        WriteSources();
    }

    /// <summary>Makes a bundle the active one, in the transaction of the change.</summary>
    public async Task ActivateAsync(BundleText bundle, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await _stream.SendAsync(cancellationToken);
        await _connection.ExecuteAsync("PutBundle", cancellationToken, Parameter.Of(bundle.Sha256), Parameter.Utf8(bundle.Json));
        long activation = await _connection.NumberAsync("ActivateBundle", cancellationToken, Parameter.Of(bundle.Sha256), Parameter.Of(at.UtcTicks));
        _history = PostgreSqlChain.Append(
            _stream.Batch, _history, ChainKind.Activation, activation, at, SHA256.HashData(Encoding.UTF8.GetBytes(bundle.Sha256)));
    }

    /// <summary>Writes the commit's own row and commits; from here on the outcome is the server's to tell.</summary>
    /// <returns>The state of the store then.</returns>
    public async Task<StoreState> CommitAsync(byte[] fingerprint, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await _stream.EndAsync(_tables.Symbols, copy: null, "InsertSymbol", cancellationToken);
        ChangeOrigin origin = _change.Origin;
        _stream.Batch.Add(
            "InsertCommit",
            Parameter.Of(_last.Commit),
            Parameter.Of(at.UtcTicks),
            Parameter.Of(fingerprint),
            Parameter.Of((short)origin.Kind),
            Parameter.Utf8(origin.Actor),
            Parameter.Utf8(origin.Reason),
            Parameter.Utf8(origin.TraceId));
        // Only the newest commit can be asked for again; what its fingerprint says of older content must not outlive erasure.
        _stream.Batch.Add("ForgetFingerprint", Parameter.Of(_last.Commit - 1));
        _history = PostgreSqlChain.Append(
            _stream.Batch, _history, ChainKind.Commit, _last.Commit, at, _digest.Finish(new CommitInfo(_last.Commit, at, origin)));
        WriteAnswers(at);
        UpdateDeadLetters(at);
        await EraseAsync(new CommitInfo(_last.Commit, at, origin), cancellationToken);
        _stream.Batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        cancellationToken.ThrowIfCancellationRequested();
        await _stream.SendAsync(CancellationToken.None);
        return new StoreState(_symbols, _keys, _last with { Party = _parties.LastId }, _history, fingerprint);
    }

    /// <summary>Destroys what the change names, once all that it writes is there to be found.</summary>
    private async Task EraseAsync(CommitInfo commit, CancellationToken cancellationToken)
    {
        if (_change.Erased.Count + _change.Redacted.Count + _change.Lifted.Count == 0)
        {
            return;
        }

        await _stream.SendAsync(cancellationToken);
        var erasure = new PostgreSqlErasure(_connection, _symbols, _keys, _change);
        if (_change.Lifted.Count > 0)
        {
            _history = await erasure.LiftAsync(_stream.Batch, _history, commit, cancellationToken);
        }

        if (_change.Erased.Count + _change.Redacted.Count > 0)
        {
            _history = await erasure.RunAsync(_stream.Batch, _history, commit, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private int CodeOf(string name) =>
        _symbols.CodeOf(name, (code, added) => _tables.Symbols.Put(code).Put(added));
}
