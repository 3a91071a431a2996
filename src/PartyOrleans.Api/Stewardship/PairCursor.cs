using System.Buffers.Text;
using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Stewardship;

/// <summary>The place of a pair in a list sorted by pairs. It says nothing that the list does not, so an altered one is only another place.</summary>
internal static class PairCursor
{
    private const int MostCharacters = 8192;

    /// <summary>The cursor after a pair.</summary>
    public static string Write(RecordPair pair) => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(string.Join('\0', pair.Left.Source, pair.Left.RecordId, pair.Right.Source, pair.Right.RecordId)));

    /// <summary>The pair that a cursor stands after.</summary>
    /// <exception cref="InvalidCursorException">It is no such cursor.</exception>
    public static RecordPair Read(string cursor)
    {
        if (cursor.Length > MostCharacters || !Base64Url.IsValid(cursor))
        {
            throw new InvalidCursorException();
        }

        string[] parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('\0');
        return parts is [var leftSource, var leftId, var rightSource, var rightId] && (leftSource, leftId) != (rightSource, rightId)
            ? new RecordPair(new RecordKey(leftSource, leftId), new RecordKey(rightSource, rightId))
            : throw new InvalidCursorException();
    }
}
