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
    /// <summary>Columns of the chart where there is room, and the least.</summary>
    private const int WidestChart = 40, NarrowestChart = 12;

    /// <summary>Columns that everything beside the chart takes in a common table.</summary>
    private const int BesideTheChart = 88;

    /// <summary>Where the scale ends at the left, bits: one party is out of the question there, and what excludes it adds a thousand more.</summary>
    private const double ScaleEnd = -50;

    /// <summary>Longest value shown, characters.</summary>
    private const int ValueWidth = 28;

    /// <summary>The scale that all bars of a chart share.</summary>
    /// <param name="Least">Bits at the left end; what lies beyond is drawn there.</param>
    /// <param name="Most">Bits at the right end.</param>
    /// <param name="Width">Columns.</param>
    internal readonly record struct Scale(double Least, double Most, int Width)
    {
        /// <summary>The column of a sum of bits.</summary>
        public int Column(double bits) => Math.Clamp((int)Math.Round((bits - Least) / (Most - Least) * (Width - 1)), 0, Width - 1);
    }

    /// <summary>A bar and where the zero line runs, as text of the scale's width.</summary>
    /// <param name="from">Sum before the step, bits.</param>
    /// <param name="to">Sum after the step, bits.</param>
    /// <param name="scale">Scale of the chart.</param>
    public static string Bar(double from, double to, Scale scale)
    {
        char[] cells = new string(' ', scale.Width).ToCharArray();
        cells[scale.Column(0)] = '│';
        int start = scale.Column(Math.Min(from, to));
        int end = scale.Column(Math.Max(from, to));
        char fill = to >= from ? '█' : '▒';
        for (int cell = start; cell <= end && from != to; cell++)
        {
            cells[cell] = fill;
        }

        return new string(cells);
    }

    /// <summary>The table: comparison, level, values, bits, running sum, bar.</summary>
    /// <param name="steps">Steps in the order in which they are added up.</param>
    /// <param name="width">Columns that the table may take; values are what is broken into lines first.</param>
    public static Table Draw(IReadOnlyList<WaterfallStep> steps, int width)
    {
        Scale scale = ScaleOf(steps, Math.Clamp(width - BesideTheChart, NarrowestChart, WidestChart));
        Table table = new Table().Border(TableBorder.Simple);
        table.AddColumn("comparison", column => column.NoWrap());
        table.AddColumn("level", column => column.NoWrap());
        table.AddColumn("values");
        table.AddColumn("bits", column => column.RightAligned().NoWrap());
        table.AddColumn("sum", column => column.RightAligned().NoWrap());
        table.AddColumn(Header(scale), column => column.NoWrap());
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
                new Text(Bar(before, sum, scale), style));
        }

        return table;
    }

    private static Scale ScaleOf(IReadOnlyList<WaterfallStep> steps, int width)
    {
        double sum = 0, least = 0, most = 0;
        foreach (WaterfallStep step in steps)
        {
            sum += step.Bits;
            least = Math.Min(least, sum);
            most = Math.Max(most, sum);
        }

        return most - least > 0 ? new Scale(Math.Max(least, ScaleEnd), most, width) : new Scale(-1, 1, width);
    }

    private static string Header(Scale scale)
    {
        string left = scale.Least.ToString("0.0", CultureInfo.InvariantCulture);
        string right = scale.Most.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);
        return left + right.PadLeft(Math.Max(0, scale.Width - left.Length));
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
