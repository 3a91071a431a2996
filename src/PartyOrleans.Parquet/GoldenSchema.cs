using Parquet.Schema;
using PartyOrleans.Connectors.GoldenZone;

namespace PartyOrleans.Parquet;

/// <summary>
/// The columns of golden records in Parquet: those of the JSON Lines files under the same names, times as microseconds (UTC), lists in the
/// three-level form that engines expect.
/// </summary>
internal static class GoldenSchema
{
    public static readonly DataField Party = Text("party_id");
    public static readonly DataField Version = new("version", typeof(long), isNullable: false);
    public static readonly DataField ValidFrom = Time("valid_from", isNullable: false);
    public static readonly DataField ValidTo = Time("valid_to", isNullable: true);
    public static readonly DataField IsCurrent = new("is_current", typeof(bool), isNullable: false);
    public static readonly DataField Change = Text("change");
    public static readonly DataField Related = Text(ListField.ElementName);
    public static readonly DataField Ended = OptionalText("ended");
    public static readonly DataField EndedBy = new("ended_by", typeof(long), isNullable: true);
    public static readonly DataField Successor = OptionalText("successor");
    public static readonly DataField Type = Text("party_type");
    public static readonly IReadOnlyList<DataField> Columns = [.. GoldenColumns.Names.Select(_ => OptionalText(ListField.ElementName))];
    public static readonly DataField OtherAttribute = Text("attribute");
    public static readonly DataField OtherValue = Text("value");
    public static readonly DataField RecordSource = Text("source");
    public static readonly DataField RecordId = Text("record_id");
    public static readonly DataField Hash = OptionalText("content_hash");
    public static readonly DataField CellAttribute = Text("attribute");
    public static readonly DataField CellGroup = new("group", typeof(int), isNullable: false);
    public static readonly DataField CellValue = Text("value");
    public static readonly DataField CellSource = Text("source");
    public static readonly DataField CellRecordId = Text("record_id");
    public static readonly DataField CellRule = Text("rule");

    /// <summary>All of them in their order. Fields belong to it, so it is made last.</summary>
    public static readonly ParquetSchema Schema = new(
    [
        Party, Version, ValidFrom, ValidTo, IsCurrent, Change,
        new ListField("related_parties", Related),
        Ended, EndedBy, Successor, Type,
        .. GoldenColumns.Names.Select((name, index) => new ListField(name, Columns[index])),
        ListOf("other_attributes", OtherAttribute, OtherValue),
        ListOf("records", RecordSource, RecordId),
        Hash,
        ListOf("lineage", CellAttribute, CellGroup, CellValue, CellSource, CellRecordId, CellRule),
    ]);

    private static DataField Text(string name) => new(name, typeof(string), isNullable: false);

    private static DataField OptionalText(string name) => new(name, typeof(string), isNullable: true);

    private static DateTimeDataField Time(string name, bool isNullable) =>
        new(name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Micros, isNullable);

    private static ListField ListOf(string name, params Field[] fields) => new(name, new StructField(ListField.ElementName, fields));
}
