using System.Collections.Frozen;

namespace PartyOrleans.Standardisation;

/// <summary>Gender in one letter.</summary>
public static class Genders
{
    private static readonly FrozenDictionary<string, char> Words = Build(
        ('m', "m male man mann masculine masc boy mr mister homme masculin garcon h masculino hombre varon homem maschio maschile uomo mannlich maennlich herr man mannelijk meneer muz mezczyzna meski mies mand hane erkek muzhskoy muzhskoi muzhchina muzh m1 1"),
        ('f', "f female woman feminine fem girl mrs ms miss femme feminin fille w weiblich frau femenino mujer feminino mulher femmina femminile donna vrouw vrouwelijk kobieta zensky zena zenski nainen kvinna kvinde kvinne kadin k zhenskiy zhensky zhenshchina zhen v 2"),
        ('x', "x nonbinary other diverse divers d nb enby intersex genderqueer genderfluid third unspecified indeterminate autre otro altro anders mx"));

    /// <summary>'m', 'f', 'x' (neither, or declared as other) or '\0' where the value says nothing ("unknown", "U", "N/A").</summary>
    /// <param name="raw">A word or code in one of the main European languages, or an ISO/IEC 5218 digit.</param>
    public static char Standardise(string raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        if (raw.Length == 1)
        {
            switch (raw[0])
            {
                case 'm' or 'M':
                    return 'm';
                case 'f' or 'F':
                    return 'f';
            }
        }

        string folded = TextFolding.Fold(raw);
        if (folded.Contains(' ', StringComparison.Ordinal))
        {
            folded = folded.Replace(" ", "", StringComparison.Ordinal);
        }

        return Words.GetValueOrDefault(folded, '\0');
    }

    private static FrozenDictionary<string, char> Build(params (char Gender, string Words)[] table)
    {
        var words = new Dictionary<string, char>(StringComparer.Ordinal);
        foreach ((char gender, string text) in table)
        {
            foreach (string word in text.Split(' '))
            {
                words[word] = gender;
            }
        }

        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
