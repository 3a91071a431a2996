using PartyOrleans.Model;

namespace PartyOrleans.Storage.History;

/// <summary>
/// Which commit first put each cell of a golden record there. A party's versions are taken newest first for as long as one of the cells that
/// it says now was said before without a break: a cell is its attribute, its value and the record that gave it, whatever rule chose it.
/// </summary>
internal sealed class CellOrigins
{
    private readonly GoldenRecord _now;
    private readonly long[] _commits;
    private readonly List<int> _open;

    /// <summary>Begins with the current version.</summary>
    /// <param name="now">The current golden record.</param>
    /// <param name="commit">The commit that made it.</param>
    public CellOrigins(GoldenRecord now, long commit)
    {
        _now = now;
        _commits = new long[now.Cells.Count];
        Array.Fill(_commits, commit);
        _open = [.. Enumerable.Range(0, _commits.Length)];
    }

    /// <summary>Whether an older version can still tell something.</summary>
    public bool IsOpen => _open.Count > 0;

    /// <summary>The commit of a cell by its place, as far as the versions taken tell.</summary>
    public long this[int cell] => _commits[cell];

    /// <summary>Takes the version before; null for one that was shredded, before which nothing is known.</summary>
    public void Take(GoldenRecord? before, long commit)
    {
        var said = (before?.Cells ?? []).Select(Identity).ToHashSet();
        _open.RemoveAll(cell => !said.Contains(Identity(_now.Cells[cell])));
        foreach (int cell in _open)
        {
            _commits[cell] = commit;
        }
    }

    private static (string Attribute, string Value, RecordKey From) Identity(GoldenCell cell) => (cell.Attribute, cell.Value, cell.From);
}
