namespace PartyOrleans.Storage.PostgreSql;

/// <summary>Where this machine keeps what belongs to a database but must not lie in it.</summary>
internal static class LocalFolder
{
    /// <summary>The folder, made where there is none.</summary>
    /// <exception cref="StoreException">The user has no folder for application data.</exception>
    public static string Find()
    {
        string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        return data.Length == 0
            ? throw new StoreException("There is no folder for the keys of a PostgreSQL store: set HOME or XDG_DATA_HOME.", isTransient: false)
            : Directory.CreateDirectory(Path.Combine(data, "party-hub")).FullName;
    }
}
