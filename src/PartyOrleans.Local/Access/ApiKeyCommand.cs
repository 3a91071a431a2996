using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PartyOrleans.Api.Security;
using PartyOrleans.Local.Commands;
using PartyOrleans.Local.Output;
using PartyOrleans.Storage.Access;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Access;

/// <summary><c>party api-key</c>: makes, lists, rotates and revokes API keys; a hub that runs takes note within seconds.</summary>
internal static class ApiKeyCommand
{
    private static readonly Argument<string> Id = new Argument<string>("ID") { Description = "The key's id, as list shows it." }.RefusingOptions();

    private static readonly Option<string> Name = new("--for") { Description = "Whom the key is for, as the audit log will name the caller.", HelpName = "NAME", Required = true };

    private static readonly Option<string> Scopes = ScopeOption.Create();

    private static readonly Option<string?> Expires = new("--expires") { Description = "How long it is valid: 90d; for ever where it is not given.", HelpName = "TIME" };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "File to write the key into, readable by its owner alone, instead of showing it. Where it holds a valid key already, none is made.",
        HelpName = "FILE",
    };

    private static readonly Option<string> Overlap = new("--overlap")
    {
        Description = "How long the old key stays valid beside the new one.",
        HelpName = "TIME",
        DefaultValueFactory = _ => "7d",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() =>
        new("api-key", "Make, list, rotate and revoke API keys.")
        {
            new Command("create", "Make a key; it is shown once.") { Name, Scopes, Expires, Out, SharedOptions.Database }.Does(CreateAsync),
            new Command("list", "List the keys, without their secrets.") { SharedOptions.Database }.Does(ListAsync),
            new Command("rotate", "Make a key in place of another, which ends after an overlap.") { Id, Overlap, SharedOptions.Database }.Does(RotateAsync),
            new Command("revoke", "End a key at once.") { Id, SharedOptions.Database }.Does(RevokeAsync),
        };

    private static async Task<int> CreateAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        string name = arguments.GetRequiredValue(Name);
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new CommandException(ExitCode.Usage, "--for needs a name.");
        }

        string? file = arguments.GetValue(Out);
        using IAccessStore access = await OpenAsync(arguments, cancellationToken);
        if (file is not null && File.Exists(file))
        {
            ShowKept(console, file, ValidKeyIn(file, access, now));
            return ExitCode.Done;
        }

        (string text, string id, byte[] hash) = ApiKeyText.Create();
        var key = new ApiKey
        {
            Id = id, Name = name, Scopes = ScopeOption.Of(arguments.GetRequiredValue(Scopes)).ToString(), SecretHash = hash, Created = now,
            Expires = arguments.GetValue(Expires) is { } expires ? now + Durations.Parse(expires, "--expires") : null,
        };
        if (file is null)
        {
            access.Add(key);
            Show(console, text, key);
            return ExitCode.Done;
        }

        await WriteAsync(file, text, cancellationToken); // first: a key that nobody has does no harm, a file that is missing would
        access.Add(key);
        ShowKept(console, file, key);
        return ExitCode.Done;
    }

    private static ApiKey ValidKeyIn(string file, IAccessStore access, DateTimeOffset now)
    {
        string text = File.ReadAllText(file).Trim();
        return ApiKeyText.TryParse(text, out string id, out byte[] hash) && access.Find(id) is { } key && key.IsValidAt(now) && key.SecretHash.AsSpan().SequenceEqual(hash)
            ? key
            : throw new CommandException(ExitCode.Storage, $"--out: {file} is there and holds no valid key of this store; remove it to have one made.");
    }

    private static async Task WriteAsync(string file, string text, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            await using var stream = new FileStream(file, options);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\n"), cancellationToken);
            stream.Flush(flushToDisk: true);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Storage, $"--out: {file} cannot be written: {failed.Message}", failed);
        }
    }

    private static void ShowKept(HubConsole console, string file, ApiKey key)
    {
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            WriteMembers(json, key);
            json.WriteEndObject();
        });
        console.Line($"{file} holds the key {key.Id}.");
    }

    private static async Task<int> ListAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using IAccessStore access = await OpenAsync(arguments, cancellationToken);
        IReadOnlyList<ApiKey> keys = access.List();
        console.Document(json =>
        {
            json.WriteStartArray();
            foreach (ApiKey key in keys)
            {
                json.WriteStartObject();
                WriteMembers(json, key);
                json.WriteString("state", StateOf(key, now));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        foreach (ApiKey key in keys)
        {
            console.Line($"{key.Id}  {key.Name}  {key.Scopes}  made {Time(key.Created)}  {StateOf(key, now)}{(key.Expires is { } ends && key.Revoked is null ? $" until {Time(ends)}" : "")}");
        }

        return ExitCode.Done;
    }

    private static async Task<int> RotateAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        string old = arguments.GetRequiredValue(Id);
        TimeSpan overlap = Durations.Parse(arguments.GetRequiredValue(Overlap), "--overlap");
        using IAccessStore access = await OpenAsync(arguments, cancellationToken);
        (string text, string id, byte[] hash) = ApiKeyText.Create();
        ApiKey replaced = access.Find(old) ?? throw NotThere(old);
        var key = new ApiKey { Id = id, Name = replaced.Name, Scopes = replaced.Scopes, SecretHash = hash, Created = now };
        if (!access.Replace(old, key, now + overlap))
        {
            throw new CommandException(ExitCode.NotFound, $"the key {old} is {StateOf(replaced, now)}: make a new one with party api-key create.");
        }

        Show(console, text, key);
        console.Note($"party: {old} stays valid until {Time(now + overlap)}.");
        return ExitCode.Done;
    }

    private static async Task<int> RevokeAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        string id = arguments.GetRequiredValue(Id);
        using IAccessStore access = await OpenAsync(arguments, cancellationToken);
        if (!access.Revoke(id, TimeProvider.System.GetUtcNow()))
        {
            throw NotThere(id);
        }

        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("revoked", id);
            json.WriteEndObject();
        });
        console.Line($"{id} is revoked.");
        return ExitCode.Done;
    }

    private static Task<IAccessStore> OpenAsync(ParseResult arguments, CancellationToken cancellationToken) =>
        PartyGuards.OpenAccessAsync(arguments.GetRequiredValue(SharedOptions.Database), cancellationToken);

    private static CommandException NotThere(string id) => new(ExitCode.NotFound, $"there is no key {id} that could be ended; party api-key list shows all.");

    private static void Show(HubConsole console, string text, ApiKey key)
    {
        console.Document(json =>
        {
            json.WriteStartObject();
            json.WriteString("key", text);
            WriteMembers(json, key);
            json.WriteEndObject();
        });
        console.Line(text);
        console.Note("party: keep it now; it is not shown again.");
    }

    private static void WriteMembers(Utf8JsonWriter json, ApiKey key)
    {
        json.WriteString("id", key.Id);
        json.WriteString("name", key.Name);
        json.WriteString("scopes", key.Scopes);
        json.WriteString("created", key.Created);
        foreach ((string name, DateTimeOffset? at) in new[] { ("expires", key.Expires), ("revoked", key.Revoked) })
        {
            if (at is { } time)
            {
                json.WriteString(name, time);
            }
        }

        if (key.ReplacedBy is { } successor)
        {
            json.WriteString("replaced_by", successor);
        }
    }

    private static string StateOf(ApiKey key, DateTimeOffset now) =>
        key.Revoked is not null ? "revoked" : !key.IsValidAt(now) ? "ended" : key.ReplacedBy is not null ? "replaced" : "valid";

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
