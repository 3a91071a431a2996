using PartyOrleans.Api.Security;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Access;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Silo.Tests;

/// <summary>A cluster of silos, each a process of its own, over a database of a real PostgreSQL server.</summary>
internal sealed class SiloProcesses : IDisposable
{
    private readonly string[] _arguments;
    private byte[] _signingKey = [];

    static SiloProcesses()
    {
        // What this machine keeps for a database goes into a folder of the test run's own, not into that of whoever runs it.
        DirectoryInfo local = Directory.CreateTempSubdirectory("party-local-");
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", local.FullName);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => local.Delete(recursive: true);
    }

    private readonly string _way;

    private SiloProcesses(string database, string way, string[] arguments) => (Database, _way, _arguments) = (database, way, arguments);

    /// <summary>The database.</summary>
    public string Database { get; }

    /// <summary>The silos, in the order in which they were started.</summary>
    public List<SiloProcess> All { get; } = [];

    /// <summary>Starts silos over an empty database, and waits until all of them see each other.</summary>
    public static async Task<SiloProcesses> StartAsync(int silos, params string[] arguments)
    {
        string database = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(CancellationToken.None);
        return await StartAsync(silos, database, database, arguments);
    }

    /// <summary>Starts silos over a database, and waits until all of them see each other.</summary>
    /// <param name="silos">How many.</param>
    /// <param name="database">The database.</param>
    /// <param name="way">How silos reach it.</param>
    /// <param name="arguments">More arguments.</param>
    public static async Task<SiloProcesses> StartAsync(int silos, string database, string way, string[] arguments)
    {
        var cluster = new SiloProcesses(database, way, arguments);
        try
        {
            // All at once: they agree among themselves who makes the store.
            Task<SiloProcess>[] starting = [.. Enumerable.Range(0, silos).Select(_ => SiloProcess.StartAsync(way, cluster.TokenForAsync, arguments))];
            await ((Task)Task.WhenAll(starting)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (Task<SiloProcess> started in starting.OrderByDescending(static started => started.IsCompletedSuccessfully))
            {
                cluster.All.Add(await started); // those that started first: they end with the cluster where another did not
            }

            foreach (SiloProcess silo in cluster.All)
            {
                await silo.ReadyAsync("cluster", $"{silos} active, 0 joining, 0 leaving");
            }

            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Starts one more.</summary>
    public Task<SiloProcess> AddAsync() => AddAsync(_way, SiloPlace.Here);

    /// <summary>Starts one more at a place of its own, which reaches the database in a way of its own.</summary>
    public async Task<SiloProcess> AddAsync(string way, SiloPlace place, params string[] more)
    {
        SiloProcess silo = await SiloProcess.StartAsync(way, TokenForAsync, place, [.. _arguments, .. more]);
        All.Add(silo);
        return silo;
    }

    /// <summary>Waits until a silo that wants to join was refused by one of the cluster for a reason that its log tells; it is no member then.</summary>
    public async Task RefusesAsync(RefusedSilo refused, string told)
    {
        int before = Tellings();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (Tellings() == before)
        {
            refused.HasJoined.ShouldBeFalse(refused.Errors);
            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token); // other processes: there is nothing to wait on
        }

        refused.HasJoined.ShouldBeFalse(refused.Errors);
        (await All[0].PartAsync("cluster")).ShouldStartWith($"Silos: {All.Count} active");

        int Tellings() => All.Sum(silo => silo.Errors.Split(told).Length - 1);
    }

    /// <summary>The silo that has the duties; waits until one has.</summary>
    public async Task<SiloProcess> HolderAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            foreach (SiloProcess silo in All)
            {
                if ((await silo.PartAsync("duties")).StartsWith("This silo has the duties", StringComparison.Ordinal))
                {
                    return silo;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token); // other processes: there is nothing to wait on
        }
    }

    public void Dispose()
    {
        foreach (SiloProcess silo in All)
        {
            silo.Dispose();
        }
    }

    /// <summary>A token of the cluster's own key, which is there once a silo has made the store.</summary>
    private async Task<string> TokenForAsync(string scopes)
    {
        if (_signingKey.Length == 0)
        {
            using IAccessStore access = await PartyGuards.OpenAccessAsync(Database, CancellationToken.None);
            _signingKey = access.SigningKey();
        }

        ScopeSet.TryParse(scopes, out ScopeSet set, out _).ShouldBeTrue();
        return LocalTokens.Sign(_signingKey, new TokenGrant("ann", set, TimeSpan.FromHours(1)), TimeProvider.System.GetUtcNow());
    }
}
