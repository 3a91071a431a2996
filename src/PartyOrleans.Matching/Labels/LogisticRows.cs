namespace PartyOrleans.Matching.Labels;

/// <summary>The rows of a logistic regression: a label, an offset that is not fitted, and the few columns that are not zero.</summary>
internal sealed class LogisticRows
{
    /// <summary>Folds of cross-validation.</summary>
    public const int Folds = 5;

    private readonly List<int> _ends = [];
    private readonly List<int> _columns = [];
    private readonly List<double> _values = [];
    private readonly List<double> _offsets = [];
    private readonly List<bool> _labels = [];
    private readonly List<int> _folds = [];

    /// <summary>Number of rows.</summary>
    public int Count => _ends.Count;

    /// <summary>Adds an entry to the row that is being built; columns ascend within a row.</summary>
    public void AddEntry(int column, double value)
    {
        _columns.Add(column);
        _values.Add(value);
    }

    /// <summary>Ends the row that is being built.</summary>
    /// <param name="offsetBits">Log odds before anything is fitted, bits.</param>
    /// <param name="label">Whether the pair matches.</param>
    /// <param name="fold">The fold that the row is tested in.</param>
    public void EndRow(double offsetBits, bool label, int fold)
    {
        _ends.Add(_columns.Count);
        _offsets.Add(offsetBits);
        _labels.Add(label);
        _folds.Add(fold);
    }

    /// <summary>Columns of a row that are not zero.</summary>
    public ReadOnlySpan<int> Columns(int row) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_columns)[Start(row).._ends[row]];

    /// <summary>Values of <see cref="Columns"/>.</summary>
    public ReadOnlySpan<double> Values(int row) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values)[Start(row).._ends[row]];

    /// <summary>Whether the pair matches.</summary>
    public bool Label(int row) => _labels[row];

    /// <summary>The fold that a row is tested in.</summary>
    public int Fold(int row) => _folds[row];

    /// <summary>Log odds of a row, bits.</summary>
    public double Bits(int row, ReadOnlySpan<double> parameters)
    {
        double bits = _offsets[row];
        ReadOnlySpan<int> columns = Columns(row);
        ReadOnlySpan<double> values = Values(row);
        for (int i = 0; i < columns.Length; i++)
        {
            bits += parameters[columns[i]] * values[i];
        }

        return bits;
    }

    private int Start(int row) => row == 0 ? 0 : _ends[row - 1];
}
