using System.Collections.Concurrent;
using System.Collections.Frozen;
using PartyOrleans.Api.Security;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Api.Privacy;

/// <summary>A bundle's privacy policy as it holds for callers with one set of scopes. Immutable but for a bounded memory of payload columns.</summary>
public sealed class ValueMask
{
    /// <summary>Payload columns remembered; sources have tens, and what lies beyond is looked up each time.</summary>
    private const int MostRemembered = 4096;

    private readonly PrivacyPolicy _policy;
    private readonly ScopeSet _scopes;
    private readonly FrozenDictionary<string, AttributeRule> _plain;
    private readonly ConcurrentDictionary<string, AttributeRule> _others = new(StringComparer.Ordinal);

    /// <summary>Makes the mask of a set of scopes.</summary>
    public ValueMask(PrivacyPolicy policy, ScopeSet scopes)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _policy = policy;
        _scopes = scopes;
        _plain = Attributes.Plain.ToFrozenDictionary(attribute => attribute, Resolve, StringComparer.Ordinal);
        ShowsRaw = scopes.Holds(Scopes.ReadPersonal) && policy.Masks.All(mask => mask.Mask == MaskKind.None || scopes.Holds(mask.LiftedBy));
    }

    /// <summary>Whether text that may hold any value, such as the raw line of a record or dead letter, may be seen whole.</summary>
    public bool ShowsRaw { get; }

    /// <summary>How an attribute is masked for the callers.</summary>
    public AttributeRule RuleOf(string attribute)
    {
        if (_plain.TryGetValue(attribute, out AttributeRule rule) || _others.TryGetValue(attribute, out rule))
        {
            return rule;
        }

        rule = Resolve(attribute);
        if (_others.Count < MostRemembered)
        {
            _others.TryAdd(attribute, rule);
        }

        return rule;
    }

    private AttributeRule Resolve(string attribute)
    {
        AttributeMask mask = _policy.MaskOf(attribute);
        bool isLifted = mask.Mask != MaskKind.None && _scopes.Holds(mask.LiftedBy);
        return new AttributeRule(isLifted ? MaskKind.None : mask.Mask, isLifted);
    }
}

/// <summary>How an attribute is masked for some callers.</summary>
/// <param name="Mask">What stays to be seen.</param>
/// <param name="IsLifted">Whether the policy masks it and a scope of the callers lifts the mask.</param>
public readonly record struct AttributeRule(MaskKind Mask, bool IsLifted);
