using System.Runtime.InteropServices;
using System.Text;
using PartyOrleans.Storage.History;
using SQLitePCL;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>
/// A prepared statement. Parameters are counted from 1, columns from 0, as SQLite does. Every parameter is bound anew for each run.
/// Used by one thread at a time.
/// </summary>
/// <remarks>At some 0.5 us a row, a command and a reader object per row would be most of the cost of a bulk commit.</remarks>
internal sealed unsafe class SqliteStatement : IStoredRows, IDisposable
{
    /// <summary>Short values are bound from here without SQLite copying them; it is free again once the statement has run.</summary>
    private const int ScratchBytes = 16 << 10;

    private readonly SqliteSession _session;
    private readonly sqlite3_stmt _statement;
    private readonly nint _handle;
    private byte* _scratch = (byte*)NativeMemory.Alloc(ScratchBytes);
    private int _scratchUsed;

    public SqliteStatement(SqliteSession session, sqlite3_stmt statement)
    {
        _session = session;
        _statement = statement;
        _handle = statement.DangerousGetHandle();
    }

    public void Bind(int parameter, long value) => Check(SqliteNative.BindLong(_handle, parameter, value));

    public void Bind(int parameter, double value) => Check(SqliteNative.BindDouble(_handle, parameter, value));

    public void BindNull(int parameter) => Check(SqliteNative.BindNull(_handle, parameter));

    /// <summary>Binds text, encoding it as UTF-8.</summary>
    public void Bind(int parameter, string value)
    {
        if (value.Length * 3L <= ScratchBytes - _scratchUsed)
        {
            byte* at = _scratch + _scratchUsed;
            int count = Encoding.UTF8.GetBytes(value, new Span<byte>(at, ScratchBytes - _scratchUsed));
            _scratchUsed += count;
            Check(SqliteNative.BindText(_handle, parameter, at, count, SqliteNative.Static));
        }
        else
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(value);
            fixed (byte* at = utf8)
            {
                Check(SqliteNative.BindText(_handle, parameter, at is null ? _scratch : at, utf8.Length, SqliteNative.Transient));
            }
        }
    }

    /// <summary>Binds bytes.</summary>
    public void BindBlob(int parameter, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= ScratchBytes - _scratchUsed)
        {
            byte* at = _scratch + _scratchUsed;
            bytes.CopyTo(new Span<byte>(at, bytes.Length));
            _scratchUsed += bytes.Length;
            Check(SqliteNative.BindBlob(_handle, parameter, at, bytes.Length, SqliteNative.Static));
        }
        else
        {
            fixed (byte* at = bytes)
            {
                Check(SqliteNative.BindBlob(_handle, parameter, at is null ? _scratch : at, bytes.Length, SqliteNative.Transient));
            }
        }
    }

    /// <summary>Binds bytes that neither move nor change until the statement has run.</summary>
    public void BindPinnedBlob(int parameter, ReadOnlySpan<byte> pinned) => Check(SqliteNative.BindBlob(
        _handle, parameter, pinned.IsEmpty ? _scratch : (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(pinned)), pinned.Length, SqliteNative.Static));

    /// <summary>Binds UTF-8 text that neither moves nor changes until the statement has run.</summary>
    public void BindPinnedText(int parameter, ReadOnlySpan<byte> pinned) => Check(SqliteNative.BindText(
        _handle, parameter, pinned.IsEmpty ? _scratch : (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(pinned)), pinned.Length, SqliteNative.Static));

    /// <summary>Goes to the next row; false after the last, and the statement is then ready to run again.</summary>
    public bool Step()
    {
        int code = SqliteNative.Step(_handle);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        Reset();
        return code == raw.SQLITE_DONE ? false : throw _session.Failure(code);
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    /// <returns>Rows changed.</returns>
    public int Execute()
    {
        Step();
        return _session.Changes;
    }

    /// <summary>Ends a query before its last row.</summary>
    public void Reset()
    {
        SqliteNative.Reset(_handle);
        _scratchUsed = 0;
    }

    public long Long(int column) => SqliteNative.ColumnLong(_handle, column);

    public double Double(int column) => SqliteNative.ColumnDouble(_handle, column);

    public bool IsNull(int column) => SqliteNative.ColumnType(_handle, column) == raw.SQLITE_NULL;

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <summary>The column's bytes (of text: UTF-8), valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column)
    {
        byte* bytes = SqliteNative.ColumnBytes(_handle, column);
        return new ReadOnlySpan<byte>(bytes, SqliteNative.ColumnByteCount(_handle, column));
    }

    public void Dispose()
    {
        _statement.Dispose();
        NativeMemory.Free(_scratch);
        _scratch = null;
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw _session.Failure(code);
        }
    }
}
