using System.Text;
using SQLitePCL;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>A prepared statement. Parameters are counted from 1, columns from 0, as SQLite does. Used by one thread at a time.</summary>
/// <remarks>Binds and steps SQLite directly: at some 0.5 us a row, the cost of a command and a reader object per row would be most of a bulk commit.</remarks>
internal sealed class SqliteStatement(SqliteSession session, sqlite3_stmt statement) : IDisposable
{
    public void Bind(int parameter, long value) => Check(raw.sqlite3_bind_int64(statement, parameter, value));

    public void Bind(int parameter, double value) => Check(raw.sqlite3_bind_double(statement, parameter, value));

    public void BindNull(int parameter) => Check(raw.sqlite3_bind_null(statement, parameter));

    /// <summary>Binds text, encoding it as UTF-8.</summary>
    public void Bind(int parameter, string value)
    {
        const int OnStack = 512;
        int bound = value.Length * 3;
        if (bound <= OnStack)
        {
            Span<byte> buffer = stackalloc byte[OnStack];
            BindText(parameter, buffer[..Encoding.UTF8.GetBytes(value, buffer)]);
        }
        else
        {
            BindText(parameter, Encoding.UTF8.GetBytes(value));
        }
    }

    /// <summary>Binds text that is UTF-8 already.</summary>
    public void BindText(int parameter, ReadOnlySpan<byte> utf8) =>
        Check(utf8.IsEmpty ? raw.sqlite3_bind_text(statement, parameter, string.Empty) : raw.sqlite3_bind_text(statement, parameter, utf8));

    /// <summary>Binds bytes.</summary>
    public void BindBlob(int parameter, ReadOnlySpan<byte> bytes) =>
        Check(bytes.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, parameter, 0) : raw.sqlite3_bind_blob(statement, parameter, bytes));

    /// <summary>Goes to the next row; false after the last, and the statement is then ready to run again.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        raw.sqlite3_reset(statement);
        if (code != raw.SQLITE_DONE)
        {
            throw session.Failure(code);
        }

        return false;
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    /// <returns>Rows changed.</returns>
    public int Execute()
    {
        Step();
        return session.Changes;
    }

    /// <summary>Ends a query before its last row.</summary>
    public void Reset() => raw.sqlite3_reset(statement);

    public long Long(int column) => raw.sqlite3_column_int64(statement, column);

    public double Double(int column) => raw.sqlite3_column_double(statement, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, column));

    /// <summary>The column's bytes (of text: UTF-8), valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(statement, column);

    public void Dispose() => statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw session.Failure(code);
        }
    }
}
