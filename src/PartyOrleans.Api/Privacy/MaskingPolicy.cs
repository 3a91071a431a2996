using PartyOrleans.Api.Security;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Api.Privacy;

/// <summary>The active bundle's privacy policy, with a mask for each set of scopes, made when first asked for.</summary>
public sealed class MaskingPolicy
{
    private const int ScopeSets = 64;
    private volatile Masks _masks;

    /// <summary>Starts with a policy.</summary>
    public MaskingPolicy(PrivacyPolicy policy) => _masks = new Masks(policy);

    /// <summary>The policy; another one holds from the next request on.</summary>
    public PrivacyPolicy Policy
    {
        get => _masks.Policy;
        set => _masks = new Masks(value);
    }

    /// <summary>The mask of callers with these scopes.</summary>
    public ValueMask For(ScopeSet scopes)
    {
        Masks masks = _masks;
        return masks.ByScopes[scopes.Bits] ??= new ValueMask(masks.Policy, scopes);
    }

    private sealed record Masks(PrivacyPolicy Policy)
    {
        public ValueMask?[] ByScopes { get; } = new ValueMask?[ScopeSets];
    }
}
