using System.Text.Json.Serialization.Metadata;
using PartyOrleans.Client.Transport;

namespace PartyOrleans.Client;

/// <content>Erasure, retention and the store's keys.</content>
public sealed partial class PartyHubClient
{
    /// <summary>Destroys everything held of a party, its whole history included; its records are refused from then on.</summary>
    /// <param name="partyId">The party.</param>
    /// <param name="reason">Why; stands in the receipt, so it must name nobody.</param>
    /// <param name="cancellationToken">Stops waiting; the erasure may be done all the same.</param>
    /// <exception cref="HubProblemException">404: there is no such party.</exception>
    public Task<ErasedParty> ErasePartyAsync(string partyId, string reason, CancellationToken cancellationToken) =>
        PostAsync($"/v1/parties/{Escape(partyId)}/erase", new EraseBody(reason), HubJson.Default.EraseBody, HubJson.Default.ErasedParty, cancellationToken);

    /// <summary>The signed receipts of erasures, newest first.</summary>
    public IAsyncEnumerable<ErasureReceipt> GetErasuresAsync(CancellationToken cancellationToken) =>
        AllAsync("/v1/erasures", HubJson.Default.PageErasureReceipt, PageItems, cancellationToken);

    /// <summary>Lets an erased record come again; what was erased stays erased.</summary>
    /// <exception cref="HubProblemException">404: the record is not among the erased ones.</exception>
    public Task<LiftedErasure> LiftErasureAsync(RecordRef record, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return PostAsync(
            "/v1/erasures/lift", new LiftBody(record.Source, record.RecordId, reason), HubJson.Default.LiftBody, HubJson.Default.LiftedErasure, cancellationToken);
    }

    /// <summary>Drops the values that passed the age which the bundle allows them, also from the history.</summary>
    /// <param name="dryRun">Whether they are only counted.</param>
    /// <param name="cancellationToken">Stops; what was dropped stays dropped.</param>
    public Task<RetentionResult> RunRetentionAsync(bool dryRun, CancellationToken cancellationToken) =>
        PostAsync("/v1/retention/run", new RetentionBody(dryRun), HubJson.Default.RetentionBody, HubJson.Default.RetentionResult, cancellationToken);

    /// <summary>How the store's keys stand, never the secrets, and the public key of its receipts.</summary>
    public Task<StoreKeys> GetKeysAsync(CancellationToken cancellationToken) =>
        _hub.SendAsync(HttpMethod.Get, "/v1/keys", HubJson.Default.StoreKeys, cancellationToken);

    /// <summary>Exchanges the data key and the key that wraps it, and seals every row anew; one that was cut goes on.</summary>
    /// <exception cref="HubProblemException">409: an exchange is under way.</exception>
    public Task<ExchangedKeys> RotateKeysAsync(CancellationToken cancellationToken) =>
        _hub.SendAsync(HttpMethod.Post, "/v1/keys/rotate", HubJson.Default.ExchangedKeys, cancellationToken);

    private Task<TAnswer> PostAsync<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken) => _hub.SendAsync(
        () => new HttpRequestMessage(HttpMethod.Post, path) { Content = HubTransport.Json(body, bodyType) }, answerType, cancellationToken);
}
