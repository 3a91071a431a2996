using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using PartyOrleans.Local.Access;
using PartyOrleans.Local.Output;

namespace PartyOrleans.Local.Commands;

/// <summary>
/// <c>party health</c>: whether a hub lives or is ready, as an exit code. A container without a shell and an orchestrator's probe ask by it; no
/// credential is needed.
/// </summary>
internal static class HealthCommand
{
    private static readonly Option<string> Hub = new("--hub")
    {
        Description = "Address of the hub.",
        HelpName = "URL",
        DefaultValueFactory = _ => "http://127.0.0.1:8080",
    };

    private static readonly Option<bool> Live = new("--live") { Description = "Ask only whether the process answers, not whether the hub takes inputs." };

    private static readonly Option<string> Timeout = new("--timeout")
    {
        Description = "How long an answer may take, such as 5s.",
        HelpName = "TIME",
        DefaultValueFactory = _ => "4s",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() => new Command("health", "Ask a hub whether it is ready; exit code 0 says that it is.") { Hub, Live, Timeout }.Does(RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, HubConsole console, CancellationToken cancellationToken)
    {
        Uri address = AddressOf(arguments.GetRequiredValue(Hub), arguments.GetValue(Live) ? "health/live" : "health/ready");
        TimeSpan timeout = Durations.Parse(arguments.GetRequiredValue(Timeout), "--timeout");
        if (timeout <= TimeSpan.Zero)
        {
            throw new CommandException(ExitCode.Usage, "--timeout takes a time above zero, such as 4s.");
        }

        using var client = new HttpClient { Timeout = timeout };
        (int status, string body) = await AskAsync(client, address, timeout, cancellationToken);
        Answer answer = Answer.Of(body)
            ?? throw new CommandException(ExitCode.NotDone, $"--hub: what answers at {address} with status {status.ToString(CultureInfo.InvariantCulture)} is no party hub.");
        console.Document(json => answer.Write(json));
        console.Line(answer.Status);
        foreach ((string name, string state, string cause) in answer.Parts)
        {
            console.Line($"  {name}: {state}{(cause.Length > 0 ? $" ({cause})" : "")}");
        }

        return status == 200 ? ExitCode.Done : ExitCode.NotDone;
    }

    private static Uri AddressOf(string text, string path) =>
        Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? new Uri(address, path)
            : throw new CommandException(ExitCode.Usage, $"--hub: '{text}' is no address such as http://127.0.0.1:8080.");

    private static async Task<(int Status, string Body)> AskAsync(HttpClient client, Uri address, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await client.GetAsync(address, cancellationToken);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (HttpRequestException failure)
        {
            throw new CommandException(ExitCode.Storage, $"--hub: the hub cannot be reached: {failure.Message}", failure);
        }
        catch (TaskCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.NotDone, $"--hub: no answer within {timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s (--timeout).", late);
        }
    }

    /// <summary>What a hub says of itself.</summary>
    /// <param name="Status">Its state; one of its parts says why where it is not ready.</param>
    /// <param name="Parts">Name, state and cause of each part.</param>
    private sealed record Answer(string Status, IReadOnlyList<(string Name, string State, string Cause)> Parts)
    {
        /// <summary>Reads an answer; null where the text is none.</summary>
        public static Answer? Of(string body)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(body);
                JsonElement root = document.RootElement;
                if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("status", out JsonElement status) || status.ValueKind != JsonValueKind.String)
                {
                    return null;
                }

                return new Answer(
                    status.GetString()!,
                    root.TryGetProperty("parts", out JsonElement parts) && parts.ValueKind == JsonValueKind.Array
                        ? [.. parts.EnumerateArray().Select(part => (TextOf(part, "name"), TextOf(part, "state"), TextOf(part, "cause")))]
                        : []);
            }
            catch (JsonException)
            {
                return null;
            }
        }

        /// <summary>Writes it as it came.</summary>
        public void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteString("status", Status);
            json.WriteStartArray("parts");
            foreach ((string name, string state, string cause) in Parts)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("state", state);
                if (cause.Length > 0)
                {
                    json.WriteString("cause", cause);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        private static string TextOf(JsonElement part, string name) =>
            part.ValueKind == JsonValueKind.Object && part.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
    }
}
