using System.Globalization;
using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Tests.Embedded;

/// <summary>Changes as text, so that two can be compared whole.</summary>
internal static class ChangeText
{
    /// <summary>Everything that a change says, ids included.</summary>
    public static string Of(HubChange change) => string.Join('\n',
    [
        .. change.Upserted.Select(record => $"upserted {record.Key} {Convert.ToHexString(record.ContentHash)} {record.Party}"),
        .. change.Deleted.Select(key => $"deleted {key}"),
        .. change.Moved.Select(entry => $"moved {entry.Key} {entry.Value}"),
        .. change.Golden.Select(golden => $"golden {golden.Party} {string.Join(' ', golden.Records)} {Convert.ToHexString(golden.ContentHash)}"),
        .. change.Retired.Select(entry => $"retired {entry.Key} {entry.Value}"),
        .. change.ReviewsOpened.Select(review => string.Create(CultureInfo.InvariantCulture, $"opened {review.Pair} {review.WeightBits:r}")),
        .. change.ReviewsClosed.Select(pair => $"closed {pair}"),
        .. change.Judged.Select(judgement => $"judged {judgement}"),
        .. change.Revoked.Select(pair => $"revoked {pair}"),
        .. change.Events.Select(happened => $"event {happened.Kind} {happened.Party} {happened.Other} {string.Join(' ', happened.Records)}"),
        .. change.DeadLetters.Select(letter => $"refused {letter.Reason}"),
    ]);

    /// <summary>Fails where a change says anything.</summary>
    public static void ShouldBeNothing(this HubChange change, string context = "") => Of(change).ShouldBe("", context);
}
