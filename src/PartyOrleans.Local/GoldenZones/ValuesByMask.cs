using PartyOrleans.Api.Privacy;
using PartyOrleans.Connectors.Outbox;

namespace PartyOrleans.Local.GoldenZones;

/// <summary>Values as a mask lets them through.</summary>
internal sealed class ValuesByMask(IValueMask mask) : IOutgoingValues
{
    /// <inheritdoc />
    public bool AreClear => mask.ShowsRaw;

    /// <inheritdoc />
    public string Apply(string attribute, string value) => mask.Apply(attribute, value);
}
