using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using PartyOrleans.Api.Json;
using PartyOrleans.Api.Problems;
using PartyOrleans.Api.Security;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Events;

/// <summary>What happens to parties: as server-sent events, over a WebSocket, or in pages.</summary>
internal static class EventEndpoints
{
    private const string LastEventId = "Last-Event-ID";

    /// <summary>Maps the endpoints.</summary>
    public static void MapEvents(this IEndpointRouteBuilder v1)
    {
        RouteGroupBuilder events = v1.MapGroup("/events").WithTags("events");
        events.MapGet("", (Delegate)StreamAsync).RequireScope(Scopes.Read).WithName("streamEvents")
            .WithSummary("Events as they are committed, as server-sent events. The id of an event, as after or Last-Event-ID, goes on after it; without one the stream begins with the first event there is.")
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream");
        events.MapGet("/ws", (Delegate)SocketAsync).RequireScope(Scopes.Read).WithName("socketEvents")
            .WithSummary("The same over a WebSocket: a text message for each event.");
        events.MapGet("/page", (Delegate)PageAsync).RequireScope(Scopes.Read).WithName("pageEvents")
            .WithSummary("Events in pages; the next cursor of the last page waits for what is still to come.");
    }

    private static async Task StreamAsync([FromQuery] string? after, HttpContext context, EventFeed feed, IHostApplicationLifetime lifetime)
    {
        long place = PlaceOf(context, after);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache, no-store";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        PipeWriter output = context.Response.BodyWriter;
        output.Write(": the feed of events\n\n"u8);
        await output.FlushAsync(stop.Token);
        try
        {
            await foreach (IReadOnlyList<FeedEntry> entries in feed.FollowAsync(place, stop.Token))
            {
                if (entries.Count == 0)
                {
                    output.Write(":\n\n"u8);
                }

                foreach (FeedEntry entry in entries)
                {
                    Write(output, entry);
                }

                await output.FlushAsync(stop.Token);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The stream ends; the reader comes back with the last id it saw.
        }
    }

    private static void Write(PipeWriter output, FeedEntry entry)
    {
        output.Write("id: "u8);
        Span<byte> number = stackalloc byte[20];
        Utf8Formatter.TryFormat(entry.Sequence, number, out int written);
        output.Write(number[..written]);
        output.Write("\nevent: "u8);
        output.Write(EventJsonWriter.KindText(entry.Event.Kind).EncodedUtf8Bytes);
        output.Write("\ndata: "u8);
        JsonBody.Append(output, entry, static (json, entry) =>
        {
            json.WriteStartObject();
            EventJsonWriter.WriteMembers(json, entry);
            json.WriteEndObject();
        });
        output.Write("\n\n"u8);
    }

    private static async Task SocketAsync([FromQuery] string? after, HttpContext context, EventFeed feed, IHostApplicationLifetime lifetime)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new ProblemException(ProblemType.InvalidRequest, "A WebSocket is expected here; /v1/events gives server-sent events.");
        }

        long place = PlaceOf(context, after);
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        Task closed = WaitForCloseAsync(socket, stop);
        try
        {
            await foreach (IReadOnlyList<FeedEntry> entries in feed.FollowAsync(place, stop.Token))
            {
                foreach (FeedEntry entry in entries)
                {
                    byte[] message = JsonBody.ToBytes(entry, static (json, entry) =>
                    {
                        json.WriteStartObject();
                        EventJsonWriter.WriteMembers(json, entry);
                        json.WriteEndObject();
                    });
                    await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, stop.Token);
                }
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or WebSocketException && stop.IsCancellationRequested)
        {
            // The other side left, or the hub stops.
        }

        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await ((Task)socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "", patience.Token))
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await closed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Reads what the other side sends, which has no meaning here, until it closes.</summary>
    private static async Task WaitForCloseAsync(WebSocket socket, CancellationTokenSource stop)
    {
        byte[] buffer = new byte[256];
        try
        {
            while ((await socket.ReceiveAsync(buffer, stop.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    private static async Task PageAsync([AsParameters] PageQuery page, HttpContext context, IPartyReadModel reads) => await PageBody.WriteAsync(
        context, await reads.ReadFeedPageAsync(page.Request, context.RequestAborted), 0, static (json, entry, _) => EventJsonWriter.WriteMembers(json, entry));

    private static long PlaceOf(HttpContext context, string? after)
    {
        string? given = context.Request.Headers[LastEventId] is [{ Length: > 0 } last] ? last : after;
        return given is null ? 0
            : long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out long place) ? place
            : throw new ProblemException(ProblemType.InvalidCursor, $"after and {LastEventId} must be the id of an event.");
    }
}
