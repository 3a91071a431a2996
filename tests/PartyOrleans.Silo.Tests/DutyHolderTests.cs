using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using PartyOrleans.Api.Telemetry;
using PartyOrleans.Local.Serving;
using PartyOrleans.Silo.Clustering;
using PartyOrleans.Silo.Duties;
using PartyOrleans.Storage.PostgreSql;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Silo.Tests;

/// <summary>Who has the duties, on a real PostgreSQL.</summary>
[NeedsPostgreSql]
public sealed class DutyHolderTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [StoreFact]
    public async Task Lock_WhenHeld_IsTakenByAnotherOnceItIsGivenUpAndCountsTerms()
    {
        string database = await DatabaseAsync();
        await using var first = new DutyLock(database);
        await using var second = new DutyLock(database);

        (await first.TryTakeAsync("http://first", CancellationToken.None)).ShouldBe(1);
        (await second.TryTakeAsync("http://second", CancellationToken.None)).ShouldBeNull();
        await first.DisposeAsync();
        (await second.TryTakeAsync("http://second", CancellationToken.None)).ShouldBe(2);
    }

    [StoreFact]
    public async Task Holder_WhenItsConnectionBreaksAndNobodyElseHadTheDuties_GoesOn()
    {
        string database = await DatabaseAsync();
        using var instruments = new HubInstruments("duties-1");
        await using var holder = new DutyHolder(database, SurroundingsOf(instruments));
        holder.Start("http://holder");
        await holder.HeldAsync(CancellationToken.None).WaitAsync(Limit);

        await CutAsync(database);
        await TermAsync(database, 2);

        holder.LostAsync.IsCompleted.ShouldBeFalse();
        (await holder.LookAsync(CancellationToken.None)).Cause.ShouldStartWith("This silo has the duties");
    }

    [StoreFact]
    public async Task Holder_WhenAnotherHadTheDutiesMeanwhile_IsToldToEnd()
    {
        string database = await DatabaseAsync();
        using var instruments = new HubInstruments("duties-2");
        await using var holder = new DutyHolder(database, SurroundingsOf(instruments));
        holder.Start("http://holder");
        await holder.HeldAsync(CancellationToken.None).WaitAsync(Limit);

        // The other one waits for the lock in the database, so that it has it the moment the holder's connection is cut.
        await using (NpgsqlDataSource pool = PostgreSqlPool.Open(database, 2, "test"))
        await using (NpgsqlConnection other = await pool.OpenConnectionAsync())
        {
            await using var wait = new NpgsqlCommand("SELECT pg_advisory_lock(hashtextextended('party hub duties ' || current_schema(), 0))", other);
            Task<int> taking = wait.ExecuteNonQueryAsync();
            await CutAsync(database);
            await taking.WaitAsync(Limit);
            await using var count = new NpgsqlCommand("UPDATE cluster_duty SET term = term + 1", other);
            await count.ExecuteNonQueryAsync();
        }

        (await holder.LostAsync.WaitAsync(Limit)).ShouldContain("went to another silo");
    }

    private static HubSurroundings SurroundingsOf(HubInstruments instruments) => new(TimeProvider.System, NullLoggerFactory.Instance, instruments);

    private static async Task<string> DatabaseAsync()
    {
        string database = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(CancellationToken.None);
        await using NpgsqlDataSource pool = PostgreSqlPool.Open(database, 2, "test");
        await ClusterTables.ApplyAsync(pool, CancellationToken.None);
        await ClusterTables.ApplyAsync(pool, CancellationToken.None); // a second silo finds them made
        return database;
    }

    /// <summary>Cuts the connection that holds the duties, as a server that is restarted does.</summary>
    private static async Task CutAsync(string database)
    {
        await using NpgsqlDataSource pool = PostgreSqlPool.Open(database, 2, "test");
        await using NpgsqlCommand cut = pool.CreateCommand(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'party-hub duties%'");
        (await cut.ExecuteScalarAsync()).ShouldBe(1L);
    }

    /// <summary>Waits until the duties are of a term; the holder tries once a second.</summary>
    private static async Task TermAsync(string database, long term)
    {
        await using NpgsqlDataSource pool = PostgreSqlPool.Open(database, 2, "test");
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            await using NpgsqlCommand find = pool.CreateCommand("SELECT term FROM cluster_duty");
            if ((long)(await find.ExecuteScalarAsync(limit.Token))! == term)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
        }
    }
}
