using PartyOrleans.Connectors.GoldenZone;
using PartyOrleans.Parquet;

namespace PartyOrleans.Local.GoldenZones;

/// <content>Parquet, in builds that have it.</content>
internal static partial class GoldenFormats
{
    static partial void AddParquet(List<IGoldenFormat> formats) => formats.Add(ParquetFormat.Instance);

    static partial void RegisterParquet() => ParquetInput.Register();
}
