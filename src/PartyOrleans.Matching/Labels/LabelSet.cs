using System.Globalization;
using System.Runtime.InteropServices;
using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Matching.Scoring;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Labels;

/// <summary>
/// Labelled pairs in order of value, each with its fold of cross-validation by stable hash, so that what is learned does not depend on
/// the order in which the labels came.
/// </summary>
internal sealed class LabelSet
{
    private readonly LabelledPattern[] _labels;
    private readonly int[] _folds;

    /// <summary>Takes labels in.</summary>
    /// <exception cref="ArgumentException">A label has no finite term bits, or a level that the model does not have; or the model has an unknown comparison.</exception>
    public LabelSet(MatchModel model, IReadOnlyList<LabelledPattern> labels)
    {
        Model = model;
        ColumnOf = Columns(model);
        ColumnCount = 1 + ColumnOf.Max();
        _labels = [.. labels];
        Check();
        Array.Sort(_labels, Compare);
        _folds = new int[_labels.Length];
        ulong repeated = 0;
        for (int i = 0; i < _labels.Length; i++)
        {
            repeated = i > 0 && Compare(_labels[i], _labels[i - 1]) == 0 ? repeated + 1 : 0;
            _folds[i] = FoldOf(_labels[i], repeated);
            Matches += _labels[i].IsMatch ? 1 : 0;
        }
    }

    /// <summary>The model that the labels speak of.</summary>
    public MatchModel Model { get; }

    /// <summary>The column of a comparison's level, at 16 x kind + level; 0 where there is none. Column 0 is the constant.</summary>
    public int[] ColumnOf { get; }

    /// <summary>Columns, the constant included.</summary>
    public int ColumnCount { get; }

    /// <summary>Number of labels.</summary>
    public int Count => _labels.Length;

    /// <summary>Labels that match.</summary>
    public int Matches { get; }

    /// <summary>Whether a pair matches.</summary>
    public bool IsMatch(int i) => _labels[i].IsMatch;

    /// <summary>The fold that a label is tested in.</summary>
    public int Fold(int i) => _folds[i];

    /// <summary>The weights that a model gives, bits.</summary>
    public double[] Weights(MatchModel model)
    {
        var scorer = new PairScorer(model);
        return [.. _labels.Select(label => scorer.WeightBits(label.Pattern, label.TermBits))];
    }

    /// <summary>The rows of a regression on a constant and the levels, on top of the model's own weight without adjustment and calibration.</summary>
    public LogisticRows LevelRows()
    {
        double[] weights = Weights(LabelRefinement.Plain(Model));
        var rows = new LogisticRows();
        Span<int> columns = stackalloc int[ComparisonCatalog.Count];
        for (int i = 0; i < Count; i++)
        {
            rows.AddEntry(0, 1);
            int used = 0;
            for (int kind = 0; kind < ComparisonCatalog.Count; kind++)
            {
                int column = ColumnOf[(kind * 16) + _labels[i].Pattern.LevelOf((ComparisonKind)kind)];
                if (column != 0)
                {
                    columns[used++] = column;
                }
            }

            columns[..used].Sort();
            foreach (int column in columns[..used])
            {
                rows.AddEntry(column, 1);
            }

            rows.EndRow(weights[i], _labels[i].IsMatch, _folds[i]);
        }

        return rows;
    }

    private static int[] Columns(MatchModel model)
    {
        var columns = new int[ComparisonCatalog.Count * 16];
        int column = 1;
        foreach (Comparison comparison in model.Comparisons)
        {
            int kind = (int?)ComparisonCatalog.KindOf(comparison.Name) ?? -1;
            if (kind < 0)
            {
                throw new ArgumentException($"Comparison '{comparison.Name}' is unknown; known are {string.Join(", ", ComparisonCatalog.Names)}.", nameof(model));
            }

            for (int level = 1; level <= comparison.Levels.Count; level++)
            {
                columns[(kind * 16) + level] = column++;
            }
        }

        return columns;
    }

    private static int FoldOf(LabelledPattern label, ulong repeated)
    {
        ReadOnlySpan<ulong> content = [label.Pattern.Bits, BitConverter.DoubleToUInt64Bits(label.TermBits), label.IsMatch ? 1UL : 0UL, repeated];
        return (int)(StableHash.Of(MemoryMarshal.AsBytes(content)) % LogisticRows.Folds);
    }

    private void Check()
    {
        int[] modelled = [.. Enumerable.Range(0, ComparisonCatalog.Count).Where(kind => ColumnOf[(kind * 16) + 1] != 0)];
        for (int i = 0; i < _labels.Length; i++)
        {
            if (!double.IsFinite(_labels[i].TermBits))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Label {i} has no finite term bits."));
            }

            foreach (int kind in modelled)
            {
                int level = _labels[i].Pattern.LevelOf((ComparisonKind)kind);
                if (level != 0 && ColumnOf[(kind * 16) + level] == 0)
                {
                    throw new ArgumentException(string.Create(
                        CultureInfo.InvariantCulture, $"Label {i} has level {level} of {ComparisonCatalog.Names[kind]}, which the model does not have."));
                }
            }
        }
    }

    private static int Compare(LabelledPattern a, LabelledPattern b)
    {
        int order = a.Pattern.Bits.CompareTo(b.Pattern.Bits);
        order = order != 0 ? order : a.TermBits.CompareTo(b.TermBits);
        return order != 0 ? order : a.IsMatch.CompareTo(b.IsMatch);
    }
}
