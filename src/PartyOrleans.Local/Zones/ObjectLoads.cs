using System.Runtime.CompilerServices;
using PartyOrleans.Api.Loads;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.Local.Loading;

namespace PartyOrleans.Local.Zones;

/// <summary>
/// Loads inputs one after the other, while the next few are being opened, fetched and parsed already. What reaches the hub, and in which
/// order, does not depend on how many are: of a record that stands in several inputs, the last input's holds.
/// </summary>
/// <param name="load">Loads one.</param>
/// <param name="ahead">Inputs that are open at the same time, the one that is loaded included; at least 1. Each holds some tens of megabytes at most.</param>
internal sealed class ObjectLoads(FileLoad load, int ahead)
{
    /// <summary>Times that an object which changes while it is read is begun anew, before it is left for another time.</summary>
    private const int MostAnew = 3;

    /// <summary>Loads all; what each did comes as it is done.</summary>
    /// <param name="files">The inputs, in the order in which they are loaded.</param>
    /// <param name="opened">Called with what was recognised of an input, before its first record is taken.</param>
    /// <param name="failed">Decides of an input that cannot be read, or not to its end, whether the next ones follow; what came before is committed.</param>
    /// <param name="cancellationToken">Stops; what was committed stays.</param>
    /// <exception cref="InputException">An input failed, and the next ones are not to follow.</exception>
    public async IAsyncEnumerable<FileLoadResult> RunAsync(
        IAsyncEnumerable<InputFile> files, Action<InputFile, MappingInUse> opened, Func<InputFile, InputException, bool> failed,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var waiting = new Queue<(InputFile File, Task<OpenedInput> Opening)>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<InputFile> next = files.GetAsyncEnumerator(stop.Token);
        try
        {
            bool isMore = true;
            while (true)
            {
                while (isMore && waiting.Count < ahead && (isMore = await next.MoveNextAsync()))
                {
                    InputFile file = next.Current;
                    waiting.Enqueue((file, Task.Run(() => load.OpenAsync(file, stop.Token), CancellationToken.None)));
                }

                if (waiting.Count == 0)
                {
                    yield break;
                }

                (InputFile current, Task<OpenedInput> opening) = waiting.Dequeue();
                if (await LoadAsync(current, opening, opened, failed, cancellationToken) is { } result)
                {
                    yield return result;
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            foreach ((_, Task<OpenedInput> opening) in waiting)
            {
                await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (opening.IsCompletedSuccessfully)
                {
                    await (await opening).DisposeAsync();
                }
            }

            await next.DisposeAsync();
        }
    }

    private async Task<FileLoadResult?> LoadAsync(
        InputFile file, Task<OpenedInput> opening, Action<InputFile, MappingInUse> opened, Func<InputFile, InputException, bool> failed, CancellationToken cancellationToken)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                await using OpenedInput input = await opening;
                return await load.RunAsync(input, inUse => opened(file, inUse), cancellationToken);
            }
            catch (InputException failure)
            {
                if (failure.InnerException is ZoneException { Fault: ZoneFault.Changed } && tries <= MostAnew && await NewestAsync(file, cancellationToken) is { } newest)
                {
                    file = newest;
                    opening = load.OpenAsync(file, cancellationToken);
                    continue;
                }

                if (!failed(file, failure))
                {
                    throw;
                }

                return null;
            }
        }
    }

    /// <summary>An object in its present version; null where it is gone, or cannot be looked up now.</summary>
    private static async Task<InputFile?> NewestAsync(InputFile file, CancellationToken cancellationToken)
    {
        try
        {
            return file.InZone is { } input && await input.Zone.FindAsync(input.Target.Key, cancellationToken) is { } found ? InputFile.Of(input.Zone, found) : null;
        }
        catch (ZoneException)
        {
            return null;
        }
    }
}
