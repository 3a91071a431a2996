using System.Net;
using PartyOrleans.Client.Transport;

namespace PartyOrleans.Client;

/// <content>Reviews and judgements.</content>
public sealed partial class PartyHubClient
{
    /// <summary>Pairs for a steward to decide, by expected benefit, greatest first.</summary>
    public IAsyncEnumerable<Review> GetReviewsAsync(CancellationToken cancellationToken) =>
        AllAsync("/v1/reviews", HubJson.Default.PageReview, PageItems, cancellationToken);

    /// <summary>Claims a pair, so that no other steward decides it meanwhile.</summary>
    /// <param name="left">One record.</param>
    /// <param name="right">The other.</param>
    /// <param name="duration">How long, in whole minutes from 1 to 480.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="HubProblemException">409: another steward has claimed it.</exception>
    public Task<ClaimedPair> ClaimReviewAsync(RecordRef left, RecordRef right, TimeSpan duration, CancellationToken cancellationToken) =>
        PostPairAsync("/v1/reviews/claim", new PairBody(left, right, Minutes: (int)duration.TotalMinutes), HubJson.Default.ClaimedPair, cancellationToken);

    /// <summary>Gives a claim back; false where the caller held none.</summary>
    public async Task<bool> ReleaseReviewAsync(RecordRef left, RecordRef right, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await _hub.OpenAsync(
                () => PairRequest(HttpMethod.Post, "/v1/reviews/release", new PairBody(left, right)), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (HubProblemException problem) when (problem.Status == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>Decides that two records are one party.</summary>
    public Task<Decision> ConfirmReviewAsync(RecordRef left, RecordRef right, string reason, CancellationToken cancellationToken) =>
        PostPairAsync("/v1/reviews/confirm", new PairBody(left, right, Reason: reason), HubJson.Default.Decision, cancellationToken);

    /// <summary>Decides that two records are two parties.</summary>
    public Task<Decision> RejectReviewAsync(RecordRef left, RecordRef right, string reason, CancellationToken cancellationToken) =>
        PostPairAsync("/v1/reviews/reject", new PairBody(left, right, Reason: reason), HubJson.Default.Decision, cancellationToken);

    /// <summary>Takes a decision back.</summary>
    /// <exception cref="HubProblemException">404: no judgement of the pair is in force.</exception>
    public Task<Decision> UndoReviewAsync(RecordRef left, RecordRef right, string reason, CancellationToken cancellationToken) =>
        PostPairAsync("/v1/reviews/undo", new PairBody(left, right, Reason: reason), HubJson.Default.Decision, cancellationToken);

    /// <summary>The judgements in force, sorted by pair.</summary>
    public IAsyncEnumerable<Judgement> GetJudgementsAsync(CancellationToken cancellationToken) =>
        AllAsync("/v1/judgements", HubJson.Default.PageJudgement, PageItems, cancellationToken);

    /// <summary>Every judgement made about a pair, oldest first.</summary>
    public async Task<IReadOnlyList<Judgement>> GetJudgementHistoryAsync(RecordRef left, RecordRef right, CancellationToken cancellationToken) =>
        (await _hub.SendAsync(HttpMethod.Get, "/v1/judgements/history?" + PairQuery(left, right), HubJson.Default.PageJudgement, cancellationToken)
            .ConfigureAwait(false)).Items;

    /// <summary>Makes or replaces the judgement of a pair; the records need not be there yet.</summary>
    /// <param name="left">One record.</param>
    /// <param name="right">The other.</param>
    /// <param name="mustLink">Whether they are one party, as opposed to two.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<Decision> PutJudgementAsync(RecordRef left, RecordRef right, bool mustLink, string reason, CancellationToken cancellationToken) =>
        _hub.SendAsync(
            () => PairRequest(HttpMethod.Put, "/v1/judgements", new PairBody(left, right, mustLink ? "must-link" : "cannot-link", reason)),
            HubJson.Default.Decision, cancellationToken);

    /// <summary>Revokes the judgement of a pair.</summary>
    /// <exception cref="HubProblemException">404: no judgement of the pair is in force.</exception>
    public Task<Decision> DeleteJudgementAsync(RecordRef left, RecordRef right, string reason, CancellationToken cancellationToken) =>
        _hub.SendAsync(
            HttpMethod.Delete, $"/v1/judgements?{PairQuery(left, right)}&reason={Escape(reason)}", HubJson.Default.Decision, cancellationToken);

    private static string PairQuery(RecordRef left, RecordRef right) =>
        $"left={Escape($"{left.Source}/{left.RecordId}")}&right={Escape($"{right.Source}/{right.RecordId}")}";

    private static HttpRequestMessage PairRequest(HttpMethod method, string path, PairBody body) =>
        new(method, path) { Content = HubTransport.Json(body, HubJson.Default.PairBody) };

    private Task<T> PostPairAsync<T>(
        string path, PairBody body, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        _hub.SendAsync(() => PairRequest(HttpMethod.Post, path, body), type, cancellationToken);
}
