using static PartyOrleans.Storage.PostgreSql.ColumnType;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>The rows of one change on their way to the server; kept from change to change for its memory.</summary>
internal sealed class ChangeTables
{
    public TableRows Symbols { get; } = new(Int, Bytes);

    public TableRows Golden { get; } = new(Long, Long, Long, Long, Bytes, Int);

    public TableRows Events { get; } = new(Long, Long, Long, Long, Short, Link, Bytes);

    public TableRows NewParties { get; } = new(Long, Text, Short, Link, Long, Long);

    public TableRows ChangedParties { get; } = new(Long, Short, Link, Long, Long);

    public TableRows NewRecords { get; } = new(Long, Int, Bytes, Long, Bytes, Long, Long);

    public TableRows ChangedRecords { get; } = new(Long, Long, Bytes, Long, Long);

    public TableRows MovedRecords { get; } = new(Long, Long, Long);

    public TableRows Past { get; } = new(Long, Long, Long);

    public TableRows Stays { get; } = new(Long, Long, Long, Long, Long);

    public TableRows NewPlaces { get; } = new(Long, Long);

    public TableRows ChangedPlaces { get; } = new(Long, Long);

    public TableRows DeletedRecords { get; } = new(Long);

    public TableRows DeletedPayloads { get; } = new(Long);

    public TableRows Payloads { get; } = new(Long, Bytes);

    public TableRows Reviews { get; } = new(Long, Long, Bytes, Int, Bytes, Int, Bytes, Real, Real);

    public TableRows Judgements { get; } = new(Long, Bytes, Int, Bytes, Int, Bytes, Short, Bytes, Bytes, Long, Long);

    public TableRows DeadLetters { get; } = new(Long, Bytes, Bytes, Bytes, Long, Short, Bytes, Bytes, Long, Int, Bytes);

    private IEnumerable<TableRows> All =>
    [
        Symbols, Golden, Events, NewParties, ChangedParties, NewRecords, ChangedRecords, MovedRecords, Past, Stays, NewPlaces, ChangedPlaces, DeletedRecords, DeletedPayloads,
        Payloads, Reviews, Judgements, DeadLetters,
    ];

    /// <summary>Drops what a change that failed left behind.</summary>
    public void Clear()
    {
        foreach (TableRows rows in All)
        {
            rows.Clear();
        }
    }
}
