using PartyOrleans.Model;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Local.Serving;

/// <summary>
/// Work that takes its turn in the writing loop alone: everything before it is committed, nothing after it is applied yet, so that engine and
/// store hold the same.
/// </summary>
/// <param name="Run">Looks at the engine; gives a change to commit, or null for none. Where it throws its caller is told, and the loop goes on.</param>
/// <param name="Committed">Called once the change is committed, before anything else is applied.</param>
internal sealed record HubErrand(Func<EmbeddedEngine, HubChange?> Run, Action? Committed = null);
