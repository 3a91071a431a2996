using System.Text;
using PartyOrleans.Tests;

namespace PartyOrleans.Standardisation.Tests.Phonetics;

/// <summary>Reads the rows of a CSV file of test vectors, quoted cells included.</summary>
internal static class PhoneticVectors
{
    internal static List<string[]> Read(string relativePath)
    {
        var rows = new List<string[]>();
        foreach (string line in File.ReadAllText(SharedData.Require(relativePath)).Split('\n'))
        {
            string text = line.TrimEnd('\r');
            if (text.Length > 0)
            {
                rows.Add(Cells(text));
            }
        }

        return rows;
    }

    private static string[] Cells(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                if (quoted && i + 1 < line.Length && line[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (line[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        cells.Add(cell.ToString());
        return [.. cells];
    }
}
