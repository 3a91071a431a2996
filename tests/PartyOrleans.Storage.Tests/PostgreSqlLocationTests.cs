using PartyOrleans.Storage.PostgreSql;

namespace PartyOrleans.Storage.Tests;

/// <summary>What a text names, and what is said of it.</summary>
public sealed class PostgreSqlLocationTests
{
    [Theory]
    [InlineData("party.db", false)]
    [InlineData("/var/lib/hub/party.db", false)]
    [InlineData("data/Host=x.db", false)]
    [InlineData("Host=db;Database=hub", true)]
    [InlineData("database=hub; SERVER = db", true)]
    [InlineData("postgres://db/hub", true)]
    [InlineData("PostgreSQL://db/hub", true)]
    public void Is_WhenATextIsGiven_TellsServersFromFiles(string location, bool expected) =>
        PostgreSqlLocation.Is(location).ShouldBe(expected);

    [Theory]
    [InlineData("Host=db;Port=6543;Database=hub;Username=ann;Password=s3cret", "postgres://db:6543/hub")]
    [InlineData("Host=db;Database=hub;Search Path=mdm;Password=s3cret", "postgres://db:5432/hub, schema mdm")]
    [InlineData("postgres://ann:s3cret@db/hub", "postgres://db:5432/hub")]
    [InlineData("postgres://ann:s3cret@[::1]:6543/hub?sslmode=require", "postgres://::1:6543/hub")]
    [InlineData("postgres://ann:s3cret@/hub?host=/run/pg", "postgres:///run/pg:5432/hub")]
    [InlineData("postgres:///hub?host=/run/pg&application_name=a%20b", "postgres:///run/pg:5432/hub")]
    [InlineData("postgres://ann@db", "postgres://db:5432/ann")]
    public void Describe_WhenParsed_LeavesOutUserAndPassword(string location, string expected) =>
        PostgreSqlLocation.Describe(PostgreSqlLocation.Parse(location)).ShouldBe(expected);

    [Fact]
    public void Parse_WhenAnAddressHasEscapes_TakesThemAsWritten()
    {
        Npgsql.NpgsqlConnectionStringBuilder settings = PostgreSqlLocation.Parse("postgres://a%40b:p%3Aw%2Fd@db:6543/my%20hub?connect_timeout=7&sslmode=verify-full");

        settings.Username.ShouldBe("a@b");
        settings.Password.ShouldBe("p:w/d");
        settings.Port.ShouldBe(6543);
        settings.Database.ShouldBe("my hub");
        settings.Timeout.ShouldBe(7);
        settings.SslMode.ShouldBe(Npgsql.SslMode.VerifyFull);
    }

    [Theory]
    [InlineData("Host=db;Password=s3cret;Nonsense=1")]
    [InlineData("Host=;Password=s3cret")]
    [InlineData("postgres://ann:s3cret@db:port/hub")]
    [InlineData("postgres://ann:s3cret@db/hub?nonsense=s3cret")]
    [InlineData("postgres://ann:s3cret@/hub")]
    public void Parse_WhenNotUnderstood_DoesNotRepeatIt(string location)
    {
        StoreException refused = Should.Throw<StoreException>(() => PostgreSqlLocation.Parse(location));

        refused.ToString().ShouldNotContain("s3cret");
        refused.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public void FileName_WhenOfAServer_HoldsNoSecretAndNoSeparator() =>
        PostgreSqlLocation.FileName(PostgreSqlLocation.Parse("Host=/run/pg;Database=hub;Username=ann;Password=s3cret")).ShouldBe("-run-pg-5432-hub");
}
