using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PartyOrleans.Local.Bench;

/// <summary>
/// Stands in for an S3 server that holds one object far greater than anybody wants to keep on a disk: a CSV whose lines all have the same
/// length, so that any range of it can be written from its offset alone. It answers to ranges and conditions; it checks no signatures.
/// </summary>
internal sealed class EndlessObject : IAsyncDisposable
{
    /// <summary>Bytes of a line.</summary>
    public const int LineBytes = 512;

    /// <summary>Key of the object; any bucket has it.</summary>
    public const string Key = "endless.csv";

    private const string ETag = "\"endless\"";

    private readonly WebApplication _app;
    private readonly long _size;

    private EndlessObject(WebApplication app, long size) => (_app, _size) = (app, size);

    /// <summary>Where it listens.</summary>
    public string Url => _app.Urls.Single();

    /// <summary>Starts it.</summary>
    /// <param name="size">Bytes of the object; a whole number of lines.</param>
    public static async Task<EndlessObject> StartAsync(long size)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var server = new EndlessObject(app, size);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        if (!context.Request.Path.Value!.EndsWith("/" + Key, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        (long from, long to) = RangeOf(context.Request.Headers.Range.ToString());
        response.StatusCode = context.Request.Headers.Range.Count > 0 ? StatusCodes.Status206PartialContent : StatusCodes.Status200OK;
        response.Headers.ETag = ETag;
        response.Headers.LastModified = "Thu, 01 Jan 2026 00:00:00 GMT";
        response.ContentLength = to - from + 1;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        byte[] lines = new byte[LineBytes * 256];
        for (long at = from; at <= to;)
        {
            long first = at / LineBytes;
            int skip = (int)(at % LineBytes);
            int lines256 = 0;
            for (; lines256 < 256 && (first + lines256) * LineBytes <= to; lines256++)
            {
                WriteLine(first + lines256, lines.AsSpan(lines256 * LineBytes, LineBytes));
            }

            int take = (int)Math.Min((lines256 * LineBytes) - skip, to - at + 1);
            await response.Body.WriteAsync(lines.AsMemory(skip, take), context.RequestAborted);
            at += take;
        }
    }

    /// <summary>The line of a number: the header is the first.</summary>
    private static void WriteLine(long number, Span<byte> line)
    {
        line.Fill((byte)'x');
        line[^1] = (byte)'\n';
        string start = number == 0
            ? "record_id,first_name,last_name,birth_date,note_"
            : string.Create(CultureInfo.InvariantCulture, $"{number},Ann{number % 977},Lee{number % 99991},19{(number % 70) + 10}-0{(number % 9) + 1}-1{number % 10},");
        Encoding.ASCII.GetBytes(start, line);
    }

    private (long From, long To) RangeOf(string range)
    {
        if (!range.StartsWith("bytes=", StringComparison.Ordinal))
        {
            return (0, _size - 1);
        }

        string[] ends = range["bytes=".Length..].Split('-');
        return (long.Parse(ends[0], CultureInfo.InvariantCulture), Math.Min(long.Parse(ends[1], CultureInfo.InvariantCulture), _size - 1));
    }
}
