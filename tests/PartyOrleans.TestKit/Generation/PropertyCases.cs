using System.Globalization;

namespace PartyOrleans.TestKit.Generation;

/// <summary>How many seeds a property test tries: a few in every run, more where PARTY_PROPERTY_FACTOR says so.</summary>
public static class PropertyCases
{
    /// <summary>Seeds from 1 on.</summary>
    /// <param name="usual">Their number in a usual run.</param>
    public static IEnumerable<ulong> Seeds(int usual)
    {
        string? factor = Environment.GetEnvironmentVariable("PARTY_PROPERTY_FACTOR");
        int most = usual * (string.IsNullOrEmpty(factor) ? 1 : int.Parse(factor, CultureInfo.InvariantCulture));
        for (int seed = 1; seed <= most; seed++)
        {
            yield return (ulong)seed;
        }
    }
}
