using System.Text;

namespace PartyOrleans.Api.Tests.Fuzz;

/// <summary>Values that break careless servers, and a seeded source of more.</summary>
internal sealed class HostileValues(int seed)
{
    private static readonly string[] Texts =
    [
        "", " ", "\t", "0", "-1", "9223372036854775808", "1e308", "NaN", "null", "true", "undefined", "[]", "{}",
        "' OR '1'='1", "'; DROP TABLE party; --", "\" OR 1=1 --", "1; SELECT pg_sleep(10)", "%' ESCAPE '!", "_%_%_%", "a* OR NEAR(b)", "\"unbalanced", "(((", "AND OR NOT",
        "a\r\nX-Injected: yes", "a\nSet-Cookie: x=1", "%0d%0aX-Injected:%20yes", "%00", "\0", "a\0b", "../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "//", "\\\\host\\share",
        "<script>alert(1)</script>", "${jndi:ldap://127.0.0.1/a}", "{{7*7}}", "%s%n%x", "\u202Eabc", "\uFEFF", "é", "e\u0301", "İ", "ß", "\U0001F600", "\uFFFD", "\uD800",
        "Ω≈ç√", "Ана Ли", "李安", "a/b", "a/b/c", "/", "crm/", "/1", "crm/1", "2026-02-30", "2026-13-01T00:00:00Z", "0001-01-01", "9999-12-31T23:59:59Z", "AAAA", "====", "eyJhbGciOiJub25lIn0.e30.",
    ];

    private readonly Random _random = new(seed);

    /// <summary>A value: one of the known ones, a very long one, or noise.</summary>
    public string Next() => _random.Next(10) switch
    {
        0 => new string((char)_random.Next('a', 'z'), _random.Next(1, 5000)),
        1 => Noise(_random.Next(1, 64)),
        _ => Texts[_random.Next(Texts.Length)],
    };

    /// <summary>A number below a bound.</summary>
    public int Next(int below) => _random.Next(below);

    /// <summary>A JSON body: well formed or broken, deep, wide, of the wrong types.</summary>
    public byte[] NextBody() => _random.Next(12) switch
    {
        0 => [],
        1 => Encoding.UTF8.GetBytes(new string('[', 5000)),
        2 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 2000)) + "1" + new string('}', 2000)),
        3 => [0xFF, 0xFE, 0x00, 0xD8],
        4 => Encoding.UTF8.GetBytes("{\"name.full\":\"\\uD800\"}"),
        5 => Encoding.UTF8.GetBytes("{\"name.full\":" + Quoted() + ",\"name.full\":" + Quoted() + "}"),
        6 => Encoding.UTF8.GetBytes("{\"left\":" + Quoted() + ",\"right\":[1,2],\"kind\":7,\"reason\":null,\"minutes\":1e99}"),
        7 => Encoding.UTF8.GetBytes("{\"left\":{\"source\":" + Quoted() + ",\"record_id\":" + Quoted() + "},\"right\":{\"source\":\"crm\",\"record_id\":\"1\"},\"kind\":\"must-link\"}"),
        8 => Encoding.UTF8.GetBytes("{\"values\":[{\"attribute\":" + Quoted() + ",\"value\":" + Quoted() + ",\"group\":-5}]}"),
        9 => Encoding.UTF8.GetBytes("{\"source\":" + Quoted() + ",\"record_id\":" + Quoted() + ",\"delete\":\"maybe\"}\n{\"source\":1}\n\n{"),
        10 => Encoding.UTF8.GetBytes("{\"name.full\":" + Quoted() + ",\"address\":[[[]]],\"date.birth\":{\"x\":1}}" + Next()),
        _ => Encoding.UTF8.GetBytes(Next()),
    };

    private string Quoted() => System.Text.Json.JsonSerializer.Serialize(Next().Replace('\uD800', '?'));

    private string Noise(int length)
    {
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++)
        {
            text.Append((char)_random.Next(1, 0xD7FF));
        }

        return text.ToString();
    }
}
