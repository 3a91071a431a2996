namespace PartyOrleans.Storage.History;

/// <summary>One state of a store, whatever keeps it, for the proof of its rows: statements by the names that verify.sql of each dialect gives them.</summary>
internal interface IStoredRowSource
{
    /// <summary>The rows of a statement, before the first.</summary>
    IStoredRows Read(string statement);
}

/// <summary>Rows one after the other, with columns counted from 0.</summary>
internal interface IStoredRows
{
    /// <summary>Goes to the next row; false at the end, where the statement is given back.</summary>
    bool Step();

    /// <summary>Gives the statement back before its end.</summary>
    void Reset();

    /// <summary>A whole number.</summary>
    long Long(int column);

    /// <summary>A text.</summary>
    string Text(int column);

    /// <summary>Bytes, valid until the next step.</summary>
    ReadOnlySpan<byte> Bytes(int column);

    /// <summary>Whether there is no value.</summary>
    bool IsNull(int column);
}
