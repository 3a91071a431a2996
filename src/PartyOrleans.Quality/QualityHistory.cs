using System.Globalization;
using PartyOrleans.Storage;

namespace PartyOrleans.Quality;

/// <summary>Reports that are kept beside a store.</summary>
/// <param name="documents">Where documents are kept.</param>
public sealed class QualityHistory(IOperationsStore documents)
{
    /// <summary>Area of reports; names are numbers of 12 digits, which sort as numbers do.</summary>
    public const string Area = "quality";

    /// <summary>Reports that are kept.</summary>
    public const int MostKept = 400;

    /// <summary>The reports, newest first.</summary>
    public async Task<IReadOnlyList<QualityReport>> ReadAsync(int most, CancellationToken cancellationToken)
    {
        IReadOnlyList<OperationsDocument> kept = await documents.ReadAsync(Area, "", MostKept + 100, cancellationToken);
        return [.. kept.Reverse().Take(most).Select(static document => QualityReport.Parse(document.Json))];
    }

    /// <summary>One report; null where there is none of that number.</summary>
    public async Task<QualityReport?> FindAsync(long number, CancellationToken cancellationToken) =>
        await documents.FindAsync(Area, NameOf(number), cancellationToken) is { } document ? QualityReport.Parse(document.Json) : null;

    /// <summary>Keeps a report, and lets go of the oldest ones.</summary>
    public async Task AddAsync(QualityReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        await documents.PutAsync([new OperationsDocument(Area, NameOf(report.Number), report.ToJson(), report.Profile.At)], cancellationToken);
        IReadOnlyList<OperationsDocument> kept = await documents.ReadAsync(Area, "", MostKept + 100, cancellationToken);
        foreach (OperationsDocument old in kept.Take(Math.Max(0, kept.Count - MostKept)))
        {
            await documents.DeleteAsync(Area, old.Name, cancellationToken);
        }
    }

    private static string NameOf(long number) => number.ToString("D12", CultureInfo.InvariantCulture);
}
