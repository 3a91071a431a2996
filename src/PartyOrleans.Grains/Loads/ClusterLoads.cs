using System.Globalization;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Loads;
using PartyOrleans.Connectors;
using PartyOrleans.Model;

namespace PartyOrleans.Grains.Loads;

/// <summary>Loads of files, as a silo offers them: files lie where all silos find them, and a load goes on whichever silos die.</summary>
public sealed class ClusterLoads(IGrainFactory grains, ClusterLoadOptions options, TimeProvider time) : IHubLoads
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private int _uploads;

    /// <inheritdoc />
    public long MostUploadBytes => options.MostUploadBytes;

    private ILoadsGrain List => grains.GetGrain<ILoadsGrain>(0);

    /// <inheritdoc />
    public Task<LoadStatus> StartAsync(string path, string? source, ChangeOrigin origin, CancellationToken cancellationToken) =>
        StartAsync(OrderOf(path, [LoadFolder.FileOf(options.Folder, path)], source, origin), cancellationToken);

    /// <summary>Starts to load several files, one after the other: of a record that stands in several the last holds.</summary>
    /// <param name="input">What the load is called.</param>
    /// <param name="files">The files, at paths where every silo finds them.</param>
    /// <param name="source">Source of records that name none themselves; null for a file's name.</param>
    /// <param name="origin">Who loads them, and why.</param>
    /// <param name="cancellationToken">Stops before it is started.</param>
    /// <exception cref="LoadRefusedException">Too much is loading already.</exception>
    public Task<LoadStatus> StartAsync(string input, IReadOnlyList<InputFile> files, string? source, ChangeOrigin origin, CancellationToken cancellationToken) =>
        StartAsync(OrderOf(input, [.. files.Select(file => Path.GetFullPath(file.Path))], source, origin), cancellationToken);

    /// <inheritdoc />
    public async Task<LoadStatus> StartUploadAsync(Stream content, string name, string? source, ChangeOrigin origin, CancellationToken cancellationToken)
    {
        if (options.UploadFolder is not { } uploads)
        {
            throw new LoadRefusedException("This cluster has no folder that all its silos share for files that are sent (cluster.upload-folder): send records instead, or put the file where it loads from.");
        }

        string kept = LoadFolder.NameOf(name);
        string folder = Path.Combine(
            Path.GetFullPath(uploads), string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}-{time.GetUtcNow().UtcTicks}-{Interlocked.Increment(ref _uploads)}"));
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, kept);
        try
        {
            await using (FileStream target = File.Create(file))
            {
                await content.CopyToAsync(target, cancellationToken);
            }

            return await StartAsync(OrderOf(kept, [file], source, origin) with { Folder = folder }, cancellationToken);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <inheritdoc />
    public async Task<LoadStatus?> FindAsync(string id, CancellationToken cancellationToken) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long load)
            ? (await CallAsync(() => grains.GetGrain<ILoadGrain>(load).StatusAsync(), cancellationToken))?.ToStatus()
            : null;

    /// <summary>Completes once a load has ended, one way or another.</summary>
    /// <param name="id">The load.</param>
    /// <param name="cancellationToken">Stops waiting; the load goes on.</param>
    /// <returns>How it ended; null where there is no such load.</returns>
    public async Task<LoadStatus?> EndedAsync(string id, CancellationToken cancellationToken)
    {
        ILoadGrain load = grains.GetGrain<ILoadGrain>(long.Parse(id, CultureInfo.InvariantCulture));
        while (true)
        {
            try
            {
                LoadReport? report = await load.EndedAsync().WaitAsync(cancellationToken);
                if (report is not { EndedAt: null })
                {
                    return report?.ToStatus();
                }
            }
            catch (Exception failure) when (failure is TimeoutException or Orleans.Runtime.OrleansException)
            {
                await Task.Delay(RetryAfter, time, cancellationToken);
            }
        }
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<LoadStatus>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await CallAsync(List.ListAsync, cancellationToken)).Select(load => load.ToStatus())];

    /// <inheritdoc />
    public async Task<LoadStatus?> CancelAsync(string id, CancellationToken cancellationToken) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long load)
            ? (await CallAsync(() => grains.GetGrain<ILoadGrain>(load).CancelAsync(), cancellationToken))?.ToStatus()
            : null;

    private static LoadOrder OrderOf(string input, string[] files, string? source, ChangeOrigin origin) =>
        new(0, input, files, source, origin.Actor, origin.Reason) { TraceId = origin.TraceId };

    private async Task<LoadStatus> StartAsync(LoadOrder order, CancellationToken cancellationToken) =>
        (await CallAsync(() => List.StartAsync(order), cancellationToken) ?? throw new LoadRefusedException($"{LoadsGrain.MostRunning} loads are under way already.", isOverload: true)).ToStatus();

    private static async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().WaitAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is TimeoutException or Orleans.Runtime.OrleansException)
        {
            throw new HubUnavailableException("The cluster is recovering.", isOverload: false, RetryAfter, failure);
        }
    }
}
