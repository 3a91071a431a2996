using System.Buffers;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PartyOrleans.Api.Audit;

namespace PartyOrleans.Api.Json;

/// <summary>Writes JSON answers without reflection, each whole and with its length.</summary>
internal static class JsonBody
{
    /// <summary>A buffer that grew longer than this is not kept.</summary>
    private const int MostKeptBytes = 1 << 20;

    /// <summary>Markup in a value is no danger in <c>application/json</c> with <c>nosniff</c>, so only what JSON asks for is escaped.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>Answers with one JSON document. What it tells of a party is in the audit log before it leaves.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="state">What is written.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="mediaType">Content type.</param>
    public static Task WriteAsync<TState>(
        HttpContext context, int status, TState state, Action<Utf8JsonWriter, TState> write, string mediaType = "application/json")
    {
        ReadOnlySpan<byte> body = Render(state, write).WrittenSpan;
        return AuditTrail.Of(context) is { } trail && trail.MustTell(context)
            ? TellAndSendAsync(context, status, mediaType, trail, body)
            : SendAsync(context, status, mediaType, body);
    }

    /// <summary>Keeps the document until the audit log has the entry, since this thread writes others meanwhile.</summary>
    private static Task TellAndSendAsync(HttpContext context, int status, string mediaType, AuditTrail trail, ReadOnlySpan<byte> body)
    {
        byte[] kept = ArrayPool<byte>.Shared.Rent(body.Length);
        body.CopyTo(kept);
        return AfterAsync(body.Length);

        async Task AfterAsync(int length)
        {
            try
            {
                await trail.TellAsync(context, status);
                await SendAsync(context, status, mediaType, kept.AsSpan(0, length));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(kept, clearArray: true);
            }
        }
    }

    private static Task SendAsync(HttpContext context, int status, string mediaType, ReadOnlySpan<byte> body)
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = mediaType;
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
        ValueTask<FlushResult> flush = response.BodyWriter.FlushAsync(context.RequestAborted);
        return flush.IsCompletedSuccessfully ? Task.CompletedTask : flush.AsTask();
    }

    /// <summary>Appends one JSON document to a buffer.</summary>
    public static void Append<TState>(IBufferWriter<byte> target, TState state, Action<Utf8JsonWriter, TState> write) =>
        target.Write(Render(state, write).WrittenSpan);

    /// <summary>One JSON document as bytes.</summary>
    public static byte[] ToBytes<TState>(TState state, Action<Utf8JsonWriter, TState> write) => Render(state, write).WrittenSpan.ToArray();

    /// <summary>The document in this thread's buffer, to be copied before the thread writes another.</summary>
    private static ArrayBufferWriter<byte> Render<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        ArrayBufferWriter<byte> buffer = _buffer ??= new ArrayBufferWriter<byte>(4096);
        if (buffer.Capacity > MostKeptBytes)
        {
            buffer = _buffer = new ArrayBufferWriter<byte>(4096);
            _writer = null;
        }

        buffer.ResetWrittenCount();
        Utf8JsonWriter writer = _writer ??= new Utf8JsonWriter(buffer, Options);
        writer.Reset(buffer);
        try
        {
            write(writer, state);
            writer.Flush();
        }
        catch
        {
            _writer = null;
            throw;
        }

        return buffer;
    }
}
