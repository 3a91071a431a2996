namespace PartyOrleans.Infrastructure.Tests.Terraform;

/// <summary>Work that is done once for all who ask, whoever comes first.</summary>
/// <param name="work">The work.</param>
internal sealed class Once<T>(Func<Task<T>> work)
{
    private readonly Lock _lock = new();
    private Task<T>? _done;

    /// <summary>Gives what came of it.</summary>
    public Task<T> GetAsync()
    {
        lock (_lock)
        {
            return _done ??= Task.Run(work);
        }
    }
}
