namespace PartyOrleans.Local.Generate;

/// <summary>What to generate.</summary>
/// <param name="Records">How many records in all sources together, 0 to 100 million.</param>
/// <param name="Seed">The same seed gives the same bytes on every machine.</param>
/// <param name="Sources">How many sources, 1 to 9; each third one has the same layout (see <see cref="SourceLayout"/>).</param>
/// <param name="OrganisationShare">Share of organisations among the parties, 0 to 1; the rest are persons.</param>
/// <param name="DuplicateShare">Share of records beyond the first of their party, 0 to 0.95; 0.3 makes 700 parties of 1,000 records.</param>
public sealed record GeneratorOptions(int Records, int Seed = 1, int Sources = 3, double OrganisationShare = 0.2, double DuplicateShare = 0.3)
{
    /// <summary>The most records one run generates.</summary>
    public const int MaxRecords = 100_000_000;

    /// <summary>The most sources one run writes.</summary>
    public const int MaxSources = 9;

    /// <summary>How many parties the records describe, each by at least one record.</summary>
    public int Entities => Records == 0 ? 0 : Math.Max(1, Records - (int)((long)Records * PerMillion(DuplicateShare) / 1_000_000));

    /// <summary>Checks the bounds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value lies outside its bounds; the message names it.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Records);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Records, MaxRecords);
        ArgumentOutOfRangeException.ThrowIfLessThan(Sources, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Sources, MaxSources);
        ThrowIfOutside(OrganisationShare, 1, nameof(OrganisationShare));
        ThrowIfOutside(DuplicateShare, 0.95, nameof(DuplicateShare));
    }

    /// <summary>A share as a whole number of millionths, so that all further arithmetic is exact.</summary>
    internal static int PerMillion(double share) => (int)Math.Round(share * 1_000_000);

    private static void ThrowIfOutside(double share, double highest, string name)
    {
        if (!(share >= 0 && share <= highest))
        {
            throw new ArgumentOutOfRangeException(name, share, $"{name} is a share from 0 to {highest}.");
        }
    }
}

/// <summary>A generated record in the layout of its source.</summary>
/// <param name="Source">Source name.</param>
/// <param name="RecordId">Id within the source.</param>
/// <param name="EntityId">The party it truly describes; never written into the source's file.</param>
/// <param name="Columns">Column names and cells as the source writes them, the record id among them; empty cells included.</param>
public sealed record GeneratedRecord(string Source, string RecordId, long EntityId, IReadOnlyList<KeyValuePair<string, string>> Columns);
