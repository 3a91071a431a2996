using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>What is done with the text of every cell.</summary>
internal static class CellText
{
    /// <summary>Without blanks around it: ASCII white space and no-break spaces.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty || (cell[0] > ' ' && cell[^1] > ' ' && cell[0] != 0xC2 && cell[^1] != 0xA0))
        {
            return cell;
        }

        while (true)
        {
            int before = cell.Length;
            cell = cell.Trim(" \t\r\n\v\f"u8);
            if (cell.StartsWith("\u00A0"u8))
            {
                cell = cell[2..];
            }

            if (cell.EndsWith("\u00A0"u8))
            {
                cell = cell[..^2];
            }

            if (cell.Length == before)
            {
                return cell;
            }
        }
    }

    /// <summary>Adds the values that a cell separates by vertical bars.</summary>
    public static void AddSeveral(in ColumnPlan column, ReadOnlySpan<byte> cell, NullValues nulls, List<AttributeValue> values)
    {
        foreach (Range range in cell.Split((byte)'|'))
        {
            ReadOnlySpan<byte> part = Trim(cell[range]);
            if (!part.IsEmpty && !nulls.Contains(part))
            {
                values.Add(new AttributeValue(column.Attribute, Encoding.UTF8.GetString(part), column.Group));
            }
        }
    }
}
