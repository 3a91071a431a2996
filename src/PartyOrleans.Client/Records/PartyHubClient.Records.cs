using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using PartyOrleans.Client.Transport;

namespace PartyOrleans.Client;

/// <content>Source records.</content>
public sealed partial class PartyHubClient
{
    /// <summary>
    /// Lines sent in one request: so few that the hub's answers fit into the buffers between the two, because this side reads them only once it
    /// has sent all lines.
    /// </summary>
    private const int BulkLines = 1000;

    private const int BulkBytes = 512 * 1024;

    /// <summary>Inserts or replaces a record; once the task completes it survives a crash of the hub.</summary>
    public Task<RecordResult> PutRecordAsync(RecordRef record, IReadOnlyList<RecordValue> values, CancellationToken cancellationToken) =>
        _hub.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Put, PathOf(record)) { Content = HubTransport.Json(new RecordBody(values), HubJson.Default.RecordBody) },
            HubJson.Default.RecordResult,
            cancellationToken);

    /// <summary>Inserts or replaces a record once: sent again with the same key, also later and by another process, it changes nothing and has the answer of the first time.</summary>
    /// <param name="record">The record.</param>
    /// <param name="values">Its values.</param>
    /// <param name="idempotencyKey">Names the request, 1 to 200 characters.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="HubProblemException">409: the key was used with another request.</exception>
    public Task<RecordResult> PutRecordAsync(RecordRef record, IReadOnlyList<RecordValue> values, string idempotencyKey, CancellationToken cancellationToken) =>
        _hub.SendAsync(
            () => Keyed(new HttpRequestMessage(HttpMethod.Put, PathOf(record)) { Content = HubTransport.Json(new RecordBody(values), HubJson.Default.RecordBody) }, idempotencyKey),
            HubJson.Default.RecordResult,
            cancellationToken);

    /// <summary>Deletes a record once; as with <see cref="PutRecordAsync(RecordRef, IReadOnlyList{RecordValue}, string, CancellationToken)"/>.</summary>
    public Task<RecordResult> DeleteRecordAsync(RecordRef record, string idempotencyKey, CancellationToken cancellationToken) =>
        _hub.SendAsync(() => Keyed(new HttpRequestMessage(HttpMethod.Delete, PathOf(record)), idempotencyKey), HubJson.Default.RecordResult, cancellationToken);

    /// <summary>Deletes a record; one that is not there is no failure.</summary>
    public Task<RecordResult> DeleteRecordAsync(RecordRef record, CancellationToken cancellationToken) =>
        _hub.SendAsync(HttpMethod.Delete, PathOf(record), HubJson.Default.RecordResult, cancellationToken);

    /// <summary>A record, or null where there is none.</summary>
    public Task<PartyRecord?> GetRecordAsync(RecordRef record, CancellationToken cancellationToken) =>
        OrNullAsync(_hub.SendAsync(HttpMethod.Get, PathOf(record), HubJson.Default.PartyRecord, cancellationToken));

    /// <summary>Puts and deletes records, as many as there are; gives what became of each, in their order, as soon as it is durable.</summary>
    /// <param name="inputs">The records; the same one may come again.</param>
    /// <param name="cancellationToken">Stops; what was answered is kept.</param>
    /// <returns>
    /// A result for each input; <see cref="BulkResult.Line"/> counts all of them from 1. Where the hub cannot go on, the last one is
    /// <see cref="BulkResult.Stopped"/>, and that input and those after it were not taken.
    /// </returns>
    public async IAsyncEnumerable<BulkResult> BulkRecordsAsync(
        IAsyncEnumerable<BulkInput> inputs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long sent = 0;
        var lines = new ArrayBufferWriter<byte>();
        int count = 0;
        await foreach (BulkInput input in inputs.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var line = new BulkLine(input.Record.Source, input.Record.RecordId, input.Values, input.Values is null ? true : null);
            lines.Write(JsonSerializer.SerializeToUtf8Bytes(line, HubJson.Default.BulkLine));
            lines.Write("\n"u8);
            if (++count == BulkLines || lines.WrittenCount >= BulkBytes)
            {
                await foreach (BulkResult result in SendLinesAsync(lines.WrittenSpan.ToArray(), sent, cancellationToken).ConfigureAwait(false))
                {
                    yield return result;
                    if (result.Stopped)
                    {
                        yield break;
                    }
                }

                sent += count;
                count = 0;
                lines.ResetWrittenCount();
            }
        }

        if (count > 0)
        {
            await foreach (BulkResult result in SendLinesAsync(lines.WrittenSpan.ToArray(), sent, cancellationToken).ConfigureAwait(false))
            {
                yield return result;
            }
        }
    }

    private static HttpRequestMessage Keyed(HttpRequestMessage request, string idempotencyKey)
    {
        request.Headers.Add("Idempotency-Key", idempotencyKey);
        return request;
    }

    private async IAsyncEnumerable<BulkResult> SendLinesAsync(byte[] lines, long before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _hub.OpenAsync(Request, cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 } line)
        {
            BulkResult result = JsonSerializer.Deserialize(line, HubJson.Default.BulkResult) ?? throw new JsonException("The hub answered null.");
            yield return result with { Line = before + result.Line };
        }

        HttpRequestMessage Request()
        {
            var content = new ByteArrayContent(lines);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            return new HttpRequestMessage(HttpMethod.Post, "/v1/records:bulk") { Content = content };
        }
    }

    private static async Task<T?> OrNullAsync<T>(Task<T> answer)
        where T : class
    {
        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (HubProblemException problem) when (problem.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
