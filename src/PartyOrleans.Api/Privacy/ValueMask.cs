using System.Collections.Concurrent;
using System.Collections.Frozen;
using PartyOrleans.Api.Security;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Api.Privacy;

/// <summary>A bundle's privacy policy as it holds for callers with one set of scopes. Immutable but for a bounded memory of payload columns.</summary>
public sealed class ValueMask : IValueMask
{
    /// <summary>Payload columns remembered; sources have tens, and what lies beyond is looked up each time.</summary>
    private const int MostRemembered = 4096;

    private readonly PrivacyPolicy _policy;
    private readonly ScopeSet _scopes;
    private readonly FrozenDictionary<string, MaskKind> _plain;
    private readonly ConcurrentDictionary<string, MaskKind> _others = new(StringComparer.Ordinal);

    /// <summary>Makes the mask of a set of scopes.</summary>
    public ValueMask(PrivacyPolicy policy, ScopeSet scopes)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _policy = policy;
        _scopes = scopes;
        _plain = Attributes.Plain.ToFrozenDictionary(attribute => attribute, Resolve, StringComparer.Ordinal);
        ShowsRaw = scopes.Holds(Scopes.ReadPersonal) && !policy.Masks.Any(mask => !scopes.Holds(mask.LiftedBy));
    }

    /// <summary>Whether text that may hold any value, such as the raw line of a record or dead letter, may be seen whole.</summary>
    public bool ShowsRaw { get; }

    /// <inheritdoc />
    public string Apply(string attribute, string value)
    {
        MaskKind kind = KindOf(attribute);
        return kind == MaskKind.None ? value : Masking.Apply(kind, value);
    }

    /// <summary>What stays to be seen of an attribute.</summary>
    public MaskKind KindOf(string attribute)
    {
        if (_plain.TryGetValue(attribute, out MaskKind kind) || _others.TryGetValue(attribute, out kind))
        {
            return kind;
        }

        kind = Resolve(attribute);
        if (_others.Count < MostRemembered)
        {
            _others.TryAdd(attribute, kind);
        }

        return kind;
    }

    /// <summary>Whether values of an attribute leave as they are; only then may it be searched or matched by, since a hit would tell the value.</summary>
    public bool Shows(string attribute) => KindOf(attribute) == MaskKind.None;

    private MaskKind Resolve(string attribute)
    {
        AttributeMask mask = _policy.MaskOf(attribute);
        return mask.Mask == MaskKind.None || _scopes.Holds(mask.LiftedBy) ? MaskKind.None : mask.Mask;
    }
}
