using PartyOrleans.Api.Privacy;
using PartyOrleans.Api.Security;
using PartyOrleans.Connectors.Outbox;

namespace PartyOrleans.Local.Serving.Sinks;

/// <summary>Values as the active bundle's privacy policy shows them to a caller who may only read; another bundle's holds from the next event on.</summary>
internal sealed class PolicyValues(MaskingPolicy policy) : IOutgoingValues
{
    private static readonly ScopeSet Reader = ReadOnly();

    /// <inheritdoc />
    public bool AreClear => false;

    /// <inheritdoc />
    public string Apply(string attribute, string value) => Masking.Apply(policy.For(Reader).RuleOf(attribute).Mask, value);

    private static ScopeSet ReadOnly() => ScopeSet.TryParse(Scopes.Read, out ScopeSet set, out _) ? set : throw new InvalidOperationException("There is no such scope.");
}
