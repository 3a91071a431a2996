using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PartyOrleans.TestKit.Webhooks;

/// <summary>What was posted.</summary>
/// <param name="Id">Header <c>webhook-id</c>.</param>
/// <param name="Timestamp">Header <c>webhook-timestamp</c>.</param>
/// <param name="Signature">Header <c>webhook-signature</c>.</param>
/// <param name="ContentType">Media type.</param>
/// <param name="Path">Path.</param>
/// <param name="Body">Text.</param>
public sealed record Post(string Id, string Timestamp, string Signature, string ContentType, string Path, string Body);

/// <summary>A web server of the test's own that takes posts and answers as it is told.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<Post> _posts = new();
    private TaskCompletionSource _posted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WebhookReceiver(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Everything that was posted, in order.</summary>
    public IReadOnlyList<Post> Posts => [.. _posts];

    /// <summary>Completes once what was posted is as a test expects.</summary>
    public async Task UntilAsync(Func<IReadOnlyList<Post>, bool> holds)
    {
        while (true)
        {
            Task next;
            lock (_posts)
            {
                next = _posted.Task;
            }

            if (holds(Posts))
            {
                return;
            }

            await next.WaitAsync(Patience);
        }
    }

    /// <summary>What it answers; 204 where nothing is said.</summary>
    public Func<HttpContext, Post, Task> Answer { get; set; } = (context, _) =>
    {
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    };

    /// <summary>Starts it on a port of its own.</summary>
    public static async Task<WebhookReceiver> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var receiver = new WebhookReceiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        receiver.Url = new Uri(app.Urls.First() + "/hook");
        return receiver;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var post = new Post(
            context.Request.Headers["webhook-id"].ToString(), context.Request.Headers["webhook-timestamp"].ToString(), context.Request.Headers["webhook-signature"].ToString(),
            context.Request.ContentType ?? "", context.Request.Path, await reader.ReadToEndAsync());
        _posts.Enqueue(post);
        TaskCompletionSource posted;
        lock (_posts)
        {
            (posted, _posted) = (_posted, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        posted.TrySetResult();
        await Answer(context, post);
    }
}
