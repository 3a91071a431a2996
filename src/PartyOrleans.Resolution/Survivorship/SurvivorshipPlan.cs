using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Resolution.Survivorship;

/// <summary>Where an attribute stands in a golden record.</summary>
/// <param name="Order">Among all attributes.</param>
/// <param name="Unit">What survives together with it: <c>name</c>, <c>address</c>, otherwise the attribute itself.</param>
/// <param name="UnitOrder">Of the unit among all units.</param>
/// <param name="Policy">The unit's survivorship.</param>
internal sealed record AttributePlace(int Order, string Unit, int UnitOrder, SurvivorshipPolicy Policy)
{
    /// <summary>Whether all values survive, not one.</summary>
    public bool KeepsAll { get; } = string.Equals(Policy.Keep, "all", StringComparison.Ordinal);

    /// <summary>Whether several attributes make up the unit.</summary>
    public bool HasParts { get; } = Unit is SurvivorshipPlan.Name or SurvivorshipPlan.Address;
}

/// <summary>A bundle's survivorship, looked up once per attribute.</summary>
internal sealed class SurvivorshipPlan
{
    /// <summary>The unit of all parts of a personal name.</summary>
    public const string Name = "name";

    /// <summary>The unit of all parts of an address.</summary>
    public const string Address = "address";

    private const int LastOrder = 100;

    private readonly Dictionary<string, SurvivorshipPolicy> _policies;
    private readonly SurvivorshipPolicy _default;
    private readonly Dictionary<string, AttributePlace> _places = new(StringComparer.Ordinal);
    private readonly AttributePlace?[] _byCode;

    /// <summary>Looks up all attributes that have a name of their own.</summary>
    public SurvivorshipPlan(Bundle bundle)
    {
        _policies = bundle.Survivorship.ToDictionary(policy => policy.Attribute, StringComparer.Ordinal);
        _default = _policies.TryGetValue("*", out SurvivorshipPolicy? all)
            ? all
            : new SurvivorshipPolicy("*", ["trust", "recency", "consensus", "completeness"], "one");
        for (int order = 0; order < Attributes.Plain.Count; order++)
        {
            _places.Add(Attributes.Plain[order], PlaceOf(Attributes.Plain[order], order));
        }

        foreach (string type in Attributes.IdentifierTypes)
        {
            _places.Add(Attributes.IdentifierPrefix + type, PlaceOf(Attributes.IdentifierPrefix + type, LastOrder));
        }

        _byCode = [.. RecordContent.CodedAttributes.Select(Find)];
    }

    /// <summary>The place of an attribute by its code in contents, see <see cref="RecordContent.CodedAttributes"/>; null where it is not canonical.</summary>
    public AttributePlace? Find(int code) => _byCode[code];

    /// <summary>The place of a canonical attribute, or null of any other.</summary>
    public AttributePlace? Find(string attribute) =>
        _places.TryGetValue(attribute, out AttributePlace? place) ? place
        : Attributes.IsCanonical(attribute) ? PlaceOf(attribute, LastOrder)
        : null;

    private AttributePlace PlaceOf(string attribute, int order) => attribute switch
    {
        Attributes.NameFull or Attributes.NameGiven or Attributes.NameMiddle or Attributes.NameFamily or Attributes.NameSuffix =>
            new(order, Name, 1, PolicyOf(Name)),
        Attributes.AddressFull or Attributes.AddressHouse or Attributes.AddressStreet or Attributes.AddressUnit or Attributes.AddressCity
            or Attributes.AddressRegion or Attributes.AddressPostcode or Attributes.AddressCountry => new(order, Address, 11, PolicyOf(Address)),
        _ => new(order, attribute, order, PolicyOf(attribute)),
    };

    private SurvivorshipPolicy PolicyOf(string unit)
    {
        if (_policies.TryGetValue(unit, out SurvivorshipPolicy? policy))
        {
            return policy;
        }

        int dot = unit.IndexOf('.');
        return dot > 0 && _policies.TryGetValue(unit[..dot] + ".*", out policy) ? policy : _default;
    }
}
