using System.Diagnostics;
using System.Globalization;

namespace PartyOrleans.TestKit.S3;

/// <summary>
/// A real S3 server of a test run's own (s3rver), at a free port of the loopback address, with its data in a temporary folder. It ends when its
/// standard input does, so it goes when this process ends, however it ends.
/// </summary>
public sealed class S3TestServer : IAsyncDisposable
{
    /// <summary>The access key that it accepts.</summary>
    public const string AccessKey = "S3RVER";

    /// <summary>The secret of that key.</summary>
    public const string SecretKey = "S3RVER";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly Lock SharedGate = new();
    private static Task<S3TestServer>? shared;
    private static int buckets;

    private readonly Process _process;
    private readonly string _folder;

    private S3TestServer(Process process, string folder, int port)
    {
        (_process, _folder) = (process, folder);
        Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
    }

    /// <summary>Its address.</summary>
    public Uri Endpoint { get; }

    /// <summary>The server that all tests of this process share; ends with the process.</summary>
    public static Task<S3TestServer> SharedAsync()
    {
        lock (SharedGate)
        {
            return shared ??= StartAsync(CancellationToken.None);
        }
    }

    /// <summary>Starts a server of one's own.</summary>
    /// <exception cref="InvalidOperationException">It is not installed, or did not start.</exception>
    public static async Task<S3TestServer> StartAsync(CancellationToken cancellationToken)
    {
        if (S3TestPrograms.WhyAbsent is { } why)
        {
            throw new InvalidOperationException(why);
        }

        string folder = Path.Combine(Path.GetTempPath(), $"party-s3-{Path.GetRandomFileName()}");
        Directory.CreateDirectory(folder);
        var start = new ProcessStartInfo(S3TestPrograms.Node!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        foreach (string argument in (string[])[S3TestPrograms.Script!, S3TestPrograms.Modules!, folder])
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException("The S3 server of the tests did not start.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        string? line = await process.StandardOutput.ReadLineAsync(limit.Token);
        if (!int.TryParse(line, CultureInfo.InvariantCulture, out int port))
        {
            process.StandardInput.Close();
            throw new InvalidOperationException($"The S3 server of the tests did not start: {line}{await process.StandardError.ReadToEndAsync(limit.Token)}");
        }

        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var server = new S3TestServer(process, folder, port);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Stop();
        return server;
    }

    /// <summary>Makes an empty bucket, and gives its name.</summary>
    public async Task<string> CreateBucketAsync(CancellationToken cancellationToken)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"bucket-{Environment.ProcessId}-{Interlocked.Increment(ref buckets)}");
        await Task.Run(() => Directory.CreateDirectory(Path.Combine(_folder, name)), cancellationToken); // what the server's own request does
        return name;
    }

    /// <summary>Stops the server and removes its data.</summary>
    public ValueTask DisposeAsync()
    {
        Stop();
        return ValueTask.CompletedTask;
    }

    private void Stop()
    {
        try
        {
            _process.StandardInput.Close();
            _process.WaitForExit(10_000);
            _process.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or DirectoryNotFoundException)
        {
            // Stopped before.
        }
    }
}
