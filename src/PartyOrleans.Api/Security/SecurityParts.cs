using PartyOrleans.Api.Privacy;
using PartyOrleans.Storage.Access;
using PartyOrleans.Storage.Audit;

namespace PartyOrleans.Api.Security;

/// <summary>What guards the API; a host puts it together and closes the stores.</summary>
public sealed record SecurityParts
{
    /// <summary>Who is let in, and bounds.</summary>
    public required SecurityOptions Options { get; init; }

    /// <summary>Says who holds a credential.</summary>
    public required Authenticator Authenticator { get; init; }

    /// <summary>API keys and the signing key.</summary>
    public required IAccessStore Access { get; init; }

    /// <summary>Where reads and changes are written down.</summary>
    public required IAuditLog Audit { get; init; }

    /// <summary>The active bundle's masks.</summary>
    public required MaskingPolicy Masking { get; init; }

    /// <summary>Clock of credentials, budgets and audit entries.</summary>
    public required TimeProvider Time { get; init; }
}
