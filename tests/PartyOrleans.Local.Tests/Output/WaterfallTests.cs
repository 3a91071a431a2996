using PartyOrleans.Local.Output;
using Spectre.Console;

namespace PartyOrleans.Local.Tests.Output;

public sealed class WaterfallTests
{
    // A scale of 40 columns from -10 to 29 bits: one column a bit, zero in column 10.
    [Theory]
    [InlineData(0, -10, "▒▒▒▒▒▒▒▒▒▒▒                             ")]
    [InlineData(-10, 5, "████████████████                        ")]
    [InlineData(5, 29, "          │    █████████████████████████")]
    [InlineData(5, 5, "          │                             ")]
    [InlineData(-5, -1005, "▒▒▒▒▒▒    │                             ")]
    public void Bar_WhenAStepIsTaken_RunsFromTheSumBeforeToTheSumAfter(double from, double to, string expected)
    {
        Waterfall.Bar(from, to, new Waterfall.Scale(-10, 29, 40)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(160)]
    [InlineData(100)]
    public void Draw_WhenAStepExcludesAMatch_KeepsFiguresWholeAndTheScaleReadable(int width)
    {
        WaterfallStep[] steps =
        [
            new("prior", "any two records", "", "", -13.5),
            new("address", "exact", "1560 quarry road columbus 43215", "1560 quarry road columbus 43215", 43.5),
            new("exclusive", "never one party", "", "", -1000),
        ];

        string[] lines = Rendered(Waterfall.Draw(steps, width), width);

        lines.ShouldAllBe(line => line.Length <= width);
        lines.Count(line => line.Contains("-50.0", StringComparison.Ordinal) && line.Contains("+30.0", StringComparison.Ordinal)).ShouldBe(1);
        string[] figures = ["-13.5", "+43.5", "-1000.0", "-970.0"];
        figures.ShouldAllBe(figure => lines.Any(line => line.Contains(figure, StringComparison.Ordinal)));
    }

    private static string[] Rendered(Table table, int width)
    {
        using var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = width;
        console.Write(table);
        return text.ToString().Split('\n').Select(line => line.TrimEnd()).ToArray();
    }
}
