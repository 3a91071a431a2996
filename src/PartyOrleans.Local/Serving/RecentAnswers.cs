using System.Collections.Concurrent;
using PartyOrleans.Api.Hub;
using PartyOrleans.Model;

namespace PartyOrleans.Local.Serving;

/// <summary>
/// The answers committed lately by this process, for requests that looked into the store before the first of their kind was committed and
/// have waited since. It holds more than can wait.
/// </summary>
internal sealed class RecentAnswers(int most)
{
    private readonly ConcurrentDictionary<string, KeptAnswer> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <summary>The answer to a request, or null.</summary>
    public KeptAnswer? Find(IdempotencyToken token) => _answers.GetValueOrDefault(Convert.ToHexString(token.Key));

    /// <summary>Keeps answers that are committed now.</summary>
    public void Add(IReadOnlyList<KeptAnswer> answers, long commit)
    {
        foreach (KeptAnswer answer in answers)
        {
            string key = Convert.ToHexString(answer.Key);
            _answers[key] = answer with { Commit = commit };
            _order.Enqueue(key);
            if (_order.Count > most && _order.TryDequeue(out string? oldest))
            {
                _answers.TryRemove(oldest, out _);
            }
        }
    }
}
