using System.Globalization;
using System.Text;
using PartyOrleans.Connectors;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Grains.Tests.Loads;

/// <summary>Files to load, in a folder of their own, and what a hub holds of them.</summary>
internal sealed class LoadFiles : IDisposable
{
    private static readonly string[] Given = ["Anna", "Bernard", "Carla", "Dmitri", "Eleni", "Farid", "Greta", "Hannes"];
    private static readonly string[] Family = ["Abel", "Brandt", "Castell", "Dorsch", "Ebner", "Falk", "Gruber", "Hollmann", "Ismer", "Jordan"];

    /// <summary>The folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("party-loads-").FullName;

    /// <summary>Writes a file of persons, some of them twice in other words, some lines broken.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="seed">Decides what is in it.</param>
    /// <param name="first">The number of the first record.</param>
    /// <param name="records">Records.</param>
    /// <param name="broken">Lines that hold no id.</param>
    /// <returns>Its path.</returns>
    public string Write(string name, ulong seed, int first, int records, int broken = 0)
    {
        var draws = new SeededDraws(seed);
        var text = new StringBuilder("id,first name,last name,date of birth,email,city\n");
        for (int i = first; i < first + records; i++)
        {
            int person = draws.Below(records);
            string given = Given[person % Given.Length];
            string family = Family[person / Given.Length % Family.Length] + (person / 80 > 0 ? "-" + Family[person / 80 % Family.Length] : "");
            text.Append(CultureInfo.InvariantCulture, $"{i:d6},{(draws.Below(5) == 0 ? given[..1] : given)},{family},{1940 + (person % 60)}-{1 + (person % 12):d2}-{1 + (person % 28):d2},");
            text.Append(CultureInfo.InvariantCulture, $"{(draws.Below(3) == 0 ? "" : $"{given}.{family}@mail.example".ToLowerInvariant())},{(person % 2 == 0 ? "Linz" : "Graz")}\n");
            if (i - first < broken)
            {
                text.Append(CultureInfo.InvariantCulture, $",{given},{family},,,\n");
            }
        }

        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text.ToString());
        return path;
    }

    /// <summary>What a hub holds that took the files one after the other.</summary>
    public static async Task<(string State, int DeadLetters)> ExpectedAsync(Bundle bundle, string source, params string[] files)
    {
        var records = new Dictionary<RecordKey, SourceRecord>();
        int letters = 0;
        foreach (string file in files)
        {
            using var reader = RecordReader.Open(new InputFile(file), new InputOptions { Source = source });
            await foreach (RecordBatch batch in reader.ReadAsync(0, CancellationToken.None))
            {
                letters += batch.DeadLetters.Count;
                foreach (SourceRecord record in batch.Records)
                {
                    records[record.Key] = record;
                }
            }
        }

        var engine = new EmbeddedEngine(bundle, 1);
        engine.Apply(new InputBatch { Upserts = [.. records.Values] }, CancellationToken.None);
        return (EngineState.Of(engine, withIds: false), letters);
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
