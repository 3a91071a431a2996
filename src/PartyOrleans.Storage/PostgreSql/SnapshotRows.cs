using System.Data;
using Npgsql;
using PartyOrleans.Storage.History;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>Rows of several statements at once, all of one state: each is read on a connection of its own that takes over an exported snapshot.</summary>
/// <param name="source">Gives connections.</param>
/// <param name="snapshot">The server's name of the snapshot; the transaction that exported it is open meanwhile.</param>
internal sealed class SnapshotRows(NpgsqlDataSource source, string snapshot) : IStoredRowSource, IDisposable
{
    private readonly List<Rows> _open = [];

    public IStoredRows Read(string statement)
    {
        NpgsqlConnection connection = source.OpenConnection();
        try
        {
            using (var begin = new NpgsqlCommand($"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '{snapshot}'", connection))
            {
                begin.ExecuteNonQuery();
            }

            NpgsqlCommand command = connection.Command(statement);
            var rows = new Rows(connection, command, command.ExecuteReader(CommandBehavior.Default));
            _open.Add(rows);
            return rows;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose() => _open.ForEach(rows => rows.Reset());

    private sealed class Rows(NpgsqlConnection connection, NpgsqlCommand command, NpgsqlDataReader row) : IStoredRows
    {
        private bool _closed;

        public bool Step()
        {
            if (_closed)
            {
                return false;
            }

            if (row.Read())
            {
                return true;
            }

            Close();
            return false;
        }

        public void Reset()
        {
            if (_closed)
            {
                return;
            }

            try
            {
                command.Cancel(); // closing would otherwise read all rows that are still to come
                Close();
            }
            catch (NpgsqlException)
            {
                // Ended before its end, as asked.
                connection.Dispose();
            }
        }

        public long Long(int column) => row.GetInt64(column);

        public string Text(int column) => row.Utf8(column);

        public ReadOnlySpan<byte> Bytes(int column) => row.Bytes(column);

        public bool IsNull(int column) => row.IsDBNull(column);

        private void Close()
        {
            _closed = true;
            row.Dispose();
            command.Dispose();
            connection.Dispose();
        }
    }
}
