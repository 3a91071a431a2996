using System.Text;

namespace PartyOrleans.Local.Serving.Sources;

/// <summary>Names of fields in logs. Some senders make values names, and values do not belong in a log.</summary>
internal static class FieldNames
{
    private const int MostCharacters = 100;
    private const int MostDigits = 3;

    /// <summary>A name as it is where it looks like one; its steps otherwise told by their length.</summary>
    public static string InLogs(string field)
    {
        var told = new StringBuilder();
        foreach (string step in field.Split('.'))
        {
            if (told.Length > 0)
            {
                told.Append('.');
            }

            told.Append(IsName(step) ? step : $"(a name of {step.Length} characters)");
        }

        return told.Length <= MostCharacters * 4 ? told.ToString() : $"(a path of {field.Length} characters)";
    }

    private static bool IsName(string step) =>
        step.Length is > 0 and <= MostCharacters && step.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '$' or ' ' or '(' or ')')
        && step.Count(char.IsAsciiDigit) <= MostDigits && step.Count(c => c == ' ') <= MostDigits;
}
