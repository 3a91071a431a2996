using System.Globalization;
using Spectre.Console;

namespace PartyOrleans.Local.Output;

/// <summary>One step of a match weight: what was compared, how well it agreed, and the bits it added.</summary>
/// <param name="Comparison">Name of the comparison, or <c>prior</c>.</param>
/// <param name="Level">Comparison level reached.</param>
/// <param name="Left">Value of the one record; may be empty.</param>
/// <param name="Right">Value of the other record; may be empty.</param>
/// <param name="Bits">Bits added; negative where it speaks against a match.</param>
internal readonly record struct WaterfallStep(string Comparison, string Level, string Left, string Right, double Bits);

/// <summary>
/// Draws a match weight as a waterfall: every step is a bar from the sum before it to the sum after it, on one common scale
/// with the zero line marked, so that the eye sees which evidence carried the decision.
/// </summary>
internal static class Waterfall
{
    /// <summary>Columns of the chart.</summary>
    public const int ChartWidth = 40;

    /// <summary>Longest value shown, characters.</summary>
    private const int ValueWidth = 28;

    /// <summary>A bar and where the zero line runs, as text of the chart's width.</summary>
    /// <param name="from">Sum before the step, bits.</param>
    /// <param name="to">Sum after the step, bits.</param>
    /// <param name="least">Bits at the left end of the scale.</param>
    /// <param name="most">Bits at the right end of the scale.</param>
    public static string Bar(double from, double to, double least, double most)
    {
        char[] cells = new string(' ', ChartWidth).ToCharArray();
        int zero = Cell(0, least, most);
        cells[zero] = '│';
        int start = Cell(Math.Min(from, to), least, most);
        int end = Cell(Math.Max(from, to), least, most);
        char fill = to >= from ? '█' : '▒';
        for (int cell = start; cell <= end && from != to; cell++)
        {
            cells[cell] = fill;
        }

        return new string(cells);
    }

    /// <summary>The table: comparison, level, values, bits, running sum, bar.</summary>
    public static Table Draw(IReadOnlyList<WaterfallStep> steps)
    {
        (double least, double most) = Scale(steps);
        Table table = new Table().Border(TableBorder.Simple);
        table.AddColumn("comparison", column => column.NoWrap());
        table.AddColumn("level", column => column.NoWrap());
        table.AddColumn("values", column => column.NoWrap());
        table.AddColumn("bits", column => column.RightAligned().NoWrap());
        table.AddColumn("sum", column => column.RightAligned().NoWrap());
        table.AddColumn(Header(least, most), column => column.NoWrap());
        double sum = 0;
        foreach (WaterfallStep step in steps)
        {
            double before = sum;
            sum += step.Bits;
            var style = new Style(step.Bits < 0 ? Color.Red : step.Bits > 0 ? Color.Green : Color.Default);
            table.AddRow(
                new Text(step.Comparison),
                new Text(step.Level),
                new Text(Values(step)),
                new Text(Figures.Bits(step.Bits), style),
                new Text(Figures.Bits(sum)),
                new Text(Bar(before, sum, least, most), style));
        }

        return table;
    }

    private static (double Least, double Most) Scale(IReadOnlyList<WaterfallStep> steps)
    {
        double sum = 0, least = 0, most = 0;
        foreach (WaterfallStep step in steps)
        {
            sum += step.Bits;
            least = Math.Min(least, sum);
            most = Math.Max(most, sum);
        }

        return most - least > 0 ? (least, most) : (-1, 1);
    }

    private static int Cell(double bits, double least, double most) =>
        Math.Clamp((int)Math.Round((bits - least) / (most - least) * (ChartWidth - 1)), 0, ChartWidth - 1);

    private static string Header(double least, double most)
    {
        string left = least.ToString("0.0", CultureInfo.InvariantCulture);
        string right = most.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);
        return left + right.PadLeft(Math.Max(0, ChartWidth - left.Length));
    }

    private static string Values(WaterfallStep step) => (step.Left.Length, step.Right.Length) switch
    {
        (0, 0) => "",
        (_, 0) => $"{Clip(step.Left)} ~ (none)",
        (0, _) => $"(none) ~ {Clip(step.Right)}",
        _ when string.Equals(step.Left, step.Right, StringComparison.Ordinal) => $"{Clip(step.Left)} (both)",
        _ => $"{Clip(step.Left)} ~ {Clip(step.Right)}",
    };

    private static string Clip(string value) => value.Length <= ValueWidth ? value : string.Concat(value.AsSpan(0, ValueWidth - 1), "…");
}
