using System.Globalization;
using System.Text.Json.Nodes;

namespace PartyOrleans.Infrastructure.Tests.Terraform;

/// <summary>
/// Runs as much of the Amazon States Language as the daily run is made of, since Step Functions runs nowhere but at AWS: pass, task, wait, choice, parallel,
/// succeed, fail; paths of members; States.Format and States.MathAdd. Anything else stops it.
/// </summary>
/// <param name="task">Does a task: its resource and parameters to its result.</param>
/// <param name="wait">Waits: the state's name and its input.</param>
internal sealed class StateMachine(Func<string, JsonObject, Task<JsonNode>> task, Func<string, JsonNode, Task> wait)
{
    private static readonly JsonObject Context = new() { ["Execution"] = new JsonObject { ["Id"] = "execution" } };

    /// <summary>Runs a machine, or a branch of one, to its end.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="input">Its input.</param>
    /// <exception cref="StateFailedException">It failed.</exception>
    public async Task<JsonNode> RunAsync(JsonNode machine, JsonNode input)
    {
        string name = machine["StartAt"]!.GetValue<string>();
        JsonNode held = input.DeepClone();
        while (true)
        {
            JsonObject state = machine["States"]![name]!.AsObject();
            string? next = state["Next"]?.GetValue<string>();
            switch (state["Type"]!.GetValue<string>())
            {
                case "Pass":
                    held = Put(state, held, state["Result"]?.DeepClone() ?? Resolve(state["Parameters"]!, held));
                    break;
                case "Task":
                    JsonNode answer = await task(state["Resource"]!.GetValue<string>(), Resolve(state["Parameters"]!, held).AsObject());
                    held = Put(state, held, state["ResultSelector"] is { } selector ? Resolve(selector, answer) : answer);
                    break;
                case "Wait":
                    await wait(name, held);
                    break;
                case "Choice":
                    next = state["Choices"]!.AsArray().FirstOrDefault(choice => Holds(choice!, held))?["Next"]!.GetValue<string>() ?? state["Default"]!.GetValue<string>();
                    break;
                case "Parallel":
                    try
                    {
                        JsonNode[] results = await Task.WhenAll(state["Branches"]!.AsArray().Select(branch => RunAsync(branch!, held)));
                        held = Put(state, held, new JsonArray([.. results]));
                    }
                    catch (StateFailedException failed) when (state["Catch"] is { } handlers)
                    {
                        JsonNode handler = handlers.AsArray().Single()!;
                        held = Put(handler.AsObject(), held, new JsonObject { ["Error"] = failed.Error });
                        next = handler["Next"]!.GetValue<string>();
                    }

                    break;
                case "Succeed":
                    return held;
                case "Fail":
                    throw new StateFailedException(state["Error"]!.GetValue<string>());
                case var other:
                    throw new NotSupportedException($"{name}: states of type {other} are not run here.");
            }

            name = next ?? throw new NotSupportedException($"{name}: the machine ends without saying how.");
        }
    }

    private static JsonNode Put(JsonObject state, JsonNode held, JsonNode result)
    {
        if (state["ResultPath"]?.GetValue<string>() is not { } path)
        {
            return result;
        }

        JsonNode next = held.DeepClone();
        next[path[2..]] = result;
        return next;
    }

    private static bool Holds(JsonNode choice, JsonNode held)
    {
        if (choice["And"] is { } all)
        {
            return all.AsArray().All(each => Holds(each!, held));
        }

        if (choice["Or"] is { } any)
        {
            return any.AsArray().Any(each => Holds(each!, held));
        }

        JsonNode value = At(choice["Variable"]!.GetValue<string>(), held);
        return choice["StringEquals"] is { } text ? value.GetValue<string>() == text.GetValue<string>() : Whole(value) < Whole(choice["NumericLessThan"]!);
    }

    private static JsonNode Resolve(JsonNode template, JsonNode held)
    {
        if (template is not JsonObject members)
        {
            return template.DeepClone();
        }

        var resolved = new JsonObject();
        foreach ((string name, JsonNode? value) in members)
        {
            resolved[name.EndsWith(".$", StringComparison.Ordinal) ? name[..^2] : name] =
                name.EndsWith(".$", StringComparison.Ordinal) ? Evaluate(value!.GetValue<string>(), held) : value is null ? null : Resolve(value, held);
        }

        return resolved;
    }

    private static JsonNode Evaluate(string expression, JsonNode held)
    {
        if (expression.StartsWith('$'))
        {
            return At(expression, held).DeepClone();
        }

        int open = expression.IndexOf('(', StringComparison.Ordinal);
        string[] arguments = expression[(open + 1)..^1].Split(", ");
        switch (expression[..open])
        {
            case "States.Format":
                string text = arguments[0].Trim('\'');
                foreach (string argument in arguments.Skip(1))
                {
                    int place = text.IndexOf("{}", StringComparison.Ordinal);
                    text = $"{text[..place]}{At(argument, held)}{text[(place + 2)..]}";
                }

                return text;
            case "States.MathAdd":
                return Whole(At(arguments[0], held)) + long.Parse(arguments[1], CultureInfo.InvariantCulture);
            default:
                throw new NotSupportedException($"{expression} is not evaluated here.");
        }
    }

    private static JsonNode At(string path, JsonNode held)
    {
        JsonNode found = path.StartsWith("$$", StringComparison.Ordinal) ? Context : held;
        foreach (string member in path.TrimStart('$').Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            found = found[member] ?? throw new InvalidOperationException($"{path} leads nowhere in {held.ToJsonString()}.");
        }

        return found;
    }

    private static long Whole(JsonNode number) => long.Parse(number.ToJsonString(), CultureInfo.InvariantCulture);
}

/// <summary>A machine or a branch failed.</summary>
/// <param name="error">The name of the error.</param>
internal sealed class StateFailedException(string error) : Exception(error)
{
    /// <summary>The name of the error.</summary>
    public string Error { get; } = error;
}
