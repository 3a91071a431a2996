namespace PartyOrleans.Local.Serving;

/// <summary>Bounds of loads of whole files.</summary>
internal sealed record LoadOptions
{
    /// <summary>Folder on the server that files may be loaded from; null (the default) for none.</summary>
    public string? Folder { get; init; }

    /// <summary>Where files that were sent lie until they are loaded.</summary>
    public required string UploadFolder { get; init; }

    /// <summary>The greatest file that may be sent, bytes; default 2 GiB.</summary>
    public long MostUploadBytes { get; init; } = 2L << 30;
}
