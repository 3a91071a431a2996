using Parquet;
using Parquet.Schema;
using PartyOrleans.Connectors.GoldenZone;
using PartyOrleans.Model;
using Characters = System.ReadOnlyMemory<char>;

namespace PartyOrleans.Parquet;

/// <summary>Golden records on their way to a row group, column by column.</summary>
internal sealed class GoldenRowGroup
{
    private readonly LevelledColumn<Characters> _party = new(GoldenSchema.Party);
    private readonly LevelledColumn<long> _version = new(GoldenSchema.Version);
    private readonly LevelledColumn<DateTime> _validFrom = new(GoldenSchema.ValidFrom);
    private readonly LevelledColumn<DateTime> _validTo = new(GoldenSchema.ValidTo);
    private readonly LevelledColumn<bool> _isCurrent = new(GoldenSchema.IsCurrent);
    private readonly LevelledColumn<Characters> _change = new(GoldenSchema.Change);
    private readonly LevelledColumn<Characters> _related = new(GoldenSchema.Related);
    private readonly LevelledColumn<Characters> _ended = new(GoldenSchema.Ended);
    private readonly LevelledColumn<long> _endedBy = new(GoldenSchema.EndedBy);
    private readonly LevelledColumn<Characters> _successor = new(GoldenSchema.Successor);
    private readonly LevelledColumn<Characters> _type = new(GoldenSchema.Type);
    private readonly LevelledColumn<Characters>[] _columns = [.. GoldenSchema.Columns.Select(field => new LevelledColumn<Characters>(field))];
    private readonly LevelledColumn<Characters> _otherAttribute = new(GoldenSchema.OtherAttribute);
    private readonly LevelledColumn<Characters> _otherValue = new(GoldenSchema.OtherValue);
    private readonly LevelledColumn<Characters> _recordSource = new(GoldenSchema.RecordSource);
    private readonly LevelledColumn<Characters> _recordId = new(GoldenSchema.RecordId);
    private readonly LevelledColumn<Characters> _hash = new(GoldenSchema.Hash);
    private readonly LevelledColumn<Characters> _cellAttribute = new(GoldenSchema.CellAttribute);
    private readonly LevelledColumn<int> _cellGroup = new(GoldenSchema.CellGroup);
    private readonly LevelledColumn<Characters> _cellValue = new(GoldenSchema.CellValue);
    private readonly LevelledColumn<Characters> _cellSource = new(GoldenSchema.CellSource);
    private readonly LevelledColumn<Characters> _cellRecordId = new(GoldenSchema.CellRecordId);
    private readonly LevelledColumn<Characters> _cellRule = new(GoldenSchema.CellRule);

    /// <summary>Rows so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a row.</summary>
    public void Add(GoldenRow row)
    {
        Count++;
        _party.Add(row.Party.Value.AsMemory());
        _version.Add(row.Version);
        _validFrom.Add(row.ValidFrom.UtcDateTime);
        _validTo.Add(row.ValidTo?.UtcDateTime);
        _isCurrent.Add(row.IsCurrent);
        _change.Add(GoldenText.Of(row.Change).AsMemory());
        _related.AddList(row.Related, static party => party.Value.AsMemory());
        _ended.Add(Optional(GoldenText.Of(row.End)));
        _endedBy.Add(row.EndedBy);
        _successor.Add(Optional(row.Successor?.Value));
        AddContent(row.Content);
    }

    /// <summary>Writes the rows as a row group, and forgets them.</summary>
    public async Task WriteAsync(ParquetWriter file, CancellationToken cancellationToken)
    {
        using ParquetRowGroupWriter group = file.CreateRowGroup();
        await _party.WriteAsync(group, cancellationToken);
        await _version.WriteAsync(group, cancellationToken);
        await _validFrom.WriteAsync(group, cancellationToken);
        await _validTo.WriteAsync(group, cancellationToken);
        await _isCurrent.WriteAsync(group, cancellationToken);
        await _change.WriteAsync(group, cancellationToken);
        await _related.WriteAsync(group, cancellationToken);
        await _ended.WriteAsync(group, cancellationToken);
        await _endedBy.WriteAsync(group, cancellationToken);
        await _successor.WriteAsync(group, cancellationToken);
        await _type.WriteAsync(group, cancellationToken);
        foreach (LevelledColumn<Characters> column in _columns)
        {
            await column.WriteAsync(group, cancellationToken);
        }

        await _otherAttribute.WriteAsync(group, cancellationToken);
        await _otherValue.WriteAsync(group, cancellationToken);
        await _recordSource.WriteAsync(group, cancellationToken);
        await _recordId.WriteAsync(group, cancellationToken);
        await _hash.WriteAsync(group, cancellationToken);
        await _cellAttribute.WriteAsync(group, cancellationToken);
        await _cellGroup.WriteAsync(group, cancellationToken);
        await _cellValue.WriteAsync(group, cancellationToken);
        await _cellSource.WriteAsync(group, cancellationToken);
        await _cellRecordId.WriteAsync(group, cancellationToken);
        await _cellRule.WriteAsync(group, cancellationToken);
        group.CompleteValidate();
        Count = 0;
    }

    private void AddContent(GoldenContent content)
    {
        _type.Add(GoldenText.Of(content.Type).AsMemory());
        for (int i = 0; i < _columns.Length; i++)
        {
            _columns[i].AddList(content.Columns[i], Optional);
        }

        _otherAttribute.AddList(content.Others, static other => other.Key.AsMemory());
        _otherValue.AddList(content.Others, static other => other.Value.AsMemory());
        _recordSource.AddList(content.Records, static key => key.Source.AsMemory());
        _recordId.AddList(content.Records, static key => key.RecordId.AsMemory());
        _hash.Add(content.Hash.Length == 0 ? null : Convert.ToHexStringLower(content.Hash).AsMemory());
        _cellAttribute.AddList(content.Lineage, static cell => cell.Attribute.AsMemory());
        _cellGroup.AddList(content.Lineage, static cell => cell.Group);
        _cellValue.AddList(content.Lineage, static cell => cell.Value.AsMemory());
        _cellSource.AddList(content.Lineage, static cell => cell.From.Source.AsMemory());
        _cellRecordId.AddList(content.Lineage, static cell => cell.From.RecordId.AsMemory());
        _cellRule.AddList(content.Lineage, static cell => cell.Rule.AsMemory());
    }

    private static Characters? Optional(string? text) => text?.AsMemory();
}
