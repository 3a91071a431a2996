using System.Globalization;
using PartyOrleans.Client.Transport;

namespace PartyOrleans.Client;

/// <content>The audit log.</content>
public sealed partial class PartyHubClient
{
    /// <summary>Who read or changed what, and why, newest first.</summary>
    public IAsyncEnumerable<AuditEntry> ReadAuditAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        (string Name, string? Value)[] parts =
        [
            ("actor", filter.Actor), ("action", filter.Action), ("party", filter.Party), ("record", filter.Record),
            ("from", filter.From?.ToString("O", CultureInfo.InvariantCulture)), ("until", filter.Until?.ToString("O", CultureInfo.InvariantCulture)),
        ];
        string query = string.Join('&', parts.Where(part => part.Value is not null).Select(part => $"{part.Name}={Escape(part.Value!)}"));
        return AllAsync(query.Length == 0 ? "/v1/audit" : "/v1/audit?" + query, HubJson.Default.PageAuditEntry, PageItems, cancellationToken);
    }

    /// <summary>Checks every entry of the audit log against the chain of hashes.</summary>
    public Task<AuditProof> VerifyAuditAsync(CancellationToken cancellationToken) =>
        _hub.SendAsync(HttpMethod.Get, "/v1/audit/proof", HubJson.Default.AuditProof, cancellationToken);
}
