using System.Globalization;
using System.Text;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>
/// Reads the raw texts of dead letters again: by the contract that their source has now, or where it has none, as the input was read that they came in.
/// </summary>
/// <param name="contracts">The contracts of the active bundle.</param>
/// <param name="ledger">Takes what differs from them.</param>
public sealed class RecordRereading(SourceContracts contracts, SourceLedger ledger)
{
    private readonly Dictionary<(string Source, string Input, string Context), IMessageAdapter> _adapters = [];

    /// <summary>Reads a dead letter again.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="text">Its text as somebody mended it; null takes the raw one.</param>
    /// <returns>What it is now; a refusal where it still cannot be taken.</returns>
    public AdaptedMessage Read(DeadLetter letter, string? text = null)
    {
        ArgumentNullException.ThrowIfNull(letter);
        var key = new RecordKey(letter.Source, "");
        RereadingContext? context = RereadingContext.Parse(letter.Context);
        string raw = text is { Length: > 0 } ? text : letter.Raw;
        if (text is null or "" && raw.EndsWith(MessageLetters.CutMark, StringComparison.Ordinal) && Encoding.UTF8.GetByteCount(raw) > MessageLetters.MostRawBytes)
        {
            return AdaptedMessage.Refuse(
                key, letter.Kind, $"the text was cut when it was kept, so it cannot be read again; send it again from {letter.Input}");
        }

        if (MessageOf(raw, letter.Line, context, isMended: text is { Length: > 0 }) is not { } message)
        {
            return AdaptedMessage.Refuse(key, DeadLetterKind.Parse, "the text is no base 64, which the letter says that it is");
        }

        try
        {
            return AdapterFor(letter, context) is { } adapter
                ? adapter.Read(message)
                : AdaptedMessage.Refuse(
                    key, letter.Kind,
                    "nothing says how the text is to be read: the letter does not, and its source has no contract in the active bundle");
        }
        catch (InputException error)
        {
            return AdaptedMessage.Refuse(key, DeadLetterKind.Contract, error.Message);
        }
    }

    private static SourceMessage? MessageOf(string raw, long place, RereadingContext? context, bool isMended)
    {
        byte[]? value = context is { IsEncoded: true } && !isMended ? BytesOf(raw) : Encoding.UTF8.GetBytes(raw);
        byte[]? messageKey = context is { Key.Length: > 0 } ? BytesOf(context.Key) : [];
        if (value is null || messageKey is null)
        {
            return null;
        }

        return new SourceMessage(value, place)
        {
            Key = messageKey,
            IsTombstone = context is { IsTombstone: true } && !isMended,
            FallbackId = context is { FallbackId.Length: > 0 } ? context.FallbackId
                // Without a contract it is a line of a file, whose number is its record id where no column is.
                : context is { HasContract: false } && place > 0 ? place.ToString(CultureInfo.InvariantCulture) : "",
        };
    }

    private static byte[]? BytesOf(string encoded)
    {
        byte[] bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out int count) ? bytes[..count] : null;
    }

    private IMessageAdapter? AdapterFor(DeadLetter letter, RereadingContext? context)
    {
        (string, string, string) same = (letter.Source, letter.Input, letter.Context);
        if (!_adapters.TryGetValue(same, out IMessageAdapter? adapter))
        {
            adapter = Make(letter, context);
            if (adapter is not null)
            {
                _adapters.Add(same, adapter);
            }
        }

        return adapter;
    }

    private IMessageAdapter? Make(DeadLetter letter, RereadingContext? context)
    {
        CompiledContract? contract = contracts.Compiled(letter.Source);
        bool hasContract = contract is not null;
        if (contract is null && context is { HasContract: false, Mapping.Length: > 0 })
        {
            contract = CompiledContract.Compile(new SourceContract { Source = letter.Source, Adapter = context.Adapter, Mapping = context.Mapping }, []);
        }

        return contract?.Adapter.Make(
            contract,
            new AdapterRun(letter.Input, ledger.For(letter.Source))
            {
                Header = context?.Header, Delimiter = context?.Delimiter ?? 0, RecognisesMore = !hasContract && context is { RecognisesMore: true },
            });
    }
}
