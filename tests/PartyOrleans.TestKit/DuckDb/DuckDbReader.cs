using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace PartyOrleans.TestKit.DuckDb;

/// <summary>
/// DuckDB, run by Node in a process of its own: it reads files as any other program would, and knows nothing of this one. Found below artifacts/ of
/// the project, where <c>./party test</c> puts it, or where PARTY_DUCKDB says.
/// </summary>
public static class DuckDbReader
{
    private const string Variable = "PARTY_DUCKDB";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly string? Root = FindRoot();
    private static readonly string? Modules = FindModules();
    private static readonly string? Node = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, "node"))
        .FirstOrDefault(File.Exists);

    /// <summary>Why tests that need it cannot run here; null where they can.</summary>
    public static string? WhyAbsent { get; } = Root is null || Modules is null || Node is null
        ? "DuckDB is not installed for the tests (./party test installs it where npm is there)"
        : null;

    /// <summary>Runs statements, each ending with a semicolon at the end of its line, and gives the rows of the last one.</summary>
    /// <exception cref="InvalidOperationException">A statement failed; the message is DuckDB's.</exception>
    public static async Task<IReadOnlyList<JsonElement>> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Node ?? throw new InvalidOperationException(WhyAbsent))
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        start.ArgumentList.Add(Path.Combine(Root!, "tests", "PartyOrleans.TestKit", "DuckDb", "reader", "query.js"));
        start.ArgumentList.Add(Modules!);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("Node did not start.");
        await process.StandardInput.WriteAsync(sql.AsMemory(), limit.Token);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        string errors = await process.StandardError.ReadToEndAsync(limit.Token);
        string rows = await output;
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode == 0
            ? [.. JsonDocument.Parse(rows).RootElement.EnumerateArray()]
            : throw new InvalidOperationException(errors);
    }

    private static string? FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PartyOrleans.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }

    private static string? FindModules()
    {
        string? folder = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named
            : Root is not null ? Path.Combine(Root, "artifacts", "duckdb")
            : null;
        return folder is not null && Directory.Exists(Path.Combine(folder, "node_modules", "@duckdb", "node-api")) ? folder : null;
    }
}
