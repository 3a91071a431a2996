using System.Globalization;
using PartyOrleans.Model;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.Storage.CrashProbe;

/// <summary>A change with all kinds of effects that can be told from its number, so that a test can say whether it is there whole.</summary>
public static class NumberedChange
{
    /// <summary>Records, each a party of its own, that a change makes.</summary>
    public const int Records = 20;

    /// <summary>The input whose checkpoint counts changes.</summary>
    public const string Input = "probe";

    /// <summary>The id of the record and the party of a place in a change.</summary>
    public static string Id(int number, int place) => string.Create(CultureInfo.InvariantCulture, $"{number:D6}-{place:D2}");

    /// <summary>The change that erases the first record of a numbered change.</summary>
    public static HubChange Erasing(int number)
    {
        string id = Id(number, 0);
        return new HubChange
        {
            Deleted = [Key(id)],
            Erased = [Key(id)],
            Retired = [new(Party("p" + id), null)],
            ReviewsClosed = [new RecordPair(Key(id), Key(Id(number, 1)))],
            Events = [Event("p" + id, PartyEventKind.Retired, null, Key(id))],
        };
    }

    /// <summary>The stream whose place counts changes.</summary>
    public const string Stream = "probe/0";

    /// <summary>The version that a change gives to its records.</summary>
    public static string Version(int number) => number.ToString("D10", CultureInfo.InvariantCulture);

    /// <summary>
    /// The change: new records with payload, versions, golden records and events, a dead letter, a review task, the checkpoint and the place in a
    /// stream; the dead letter of the change before is settled.
    /// </summary>
    public static HubChange Of(int number)
    {
        string[] ids = [.. Enumerable.Range(0, Records).Select(place => Id(number, place))];
        string payload = new('x', 500 + (number % 7 * 300));
        return new HubChange
        {
            Upserted = [.. ids.Select(id => Record(id, "p" + id, "Ann " + id, payload))],
            Golden = [.. ids.Select(id => Golden("p" + id, "Ann " + id, Key(id)))],
            Events = [.. ids.Select(id => Event("p" + id, PartyEventKind.Created, null, Key(id)))],
            ReviewsOpened = [new ReviewTask(new RecordPair(Key(ids[0]), Key(ids[1])), number, 0.5)],
            DeadLetters = [new DeadLetter("crm", Input, number, DeadLetterKind.Parse, "broken on purpose", "{")],
            DeadLetterUpdates = number == 1 ? [] : [new DeadLetterUpdate(number - 1, DeadLetterState.Replayed, 2)],
            Positions = [new SourcePosition(Stream, number, number - 1)],
            Versions = [.. ids.Select(id => new SourceVersion(Key(id), Version(number)))],
            Checkpoint = new LoadCheckpoint(Input, "f", number, number, 0, Complete: false),
        };
    }
}
