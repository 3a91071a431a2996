using Npgsql;
using PartyOrleans.Storage.PostgreSql;

namespace PartyOrleans.Storage.Tests.Backups;

public sealed class PostgreSqlSecretsTests
{
    [Theory]
    [InlineData("Host=db;Password=plain", "plain")]
    [InlineData("Host=db", null)]
    public async Task ResolveAsync_WhenThePasswordIsNoReference_LeavesIt(string text, string? expected)
    {
        var settings = new NpgsqlConnectionStringBuilder(text);

        await StoreSecrets.ResolveAsync(settings, CancellationToken.None);

        settings.Password.ShouldBe(expected);
    }

    [Theory]
    [InlineData("Host=db;Port=5433;Username=party_hub;Password=iam:", "token of party_hub at db:5433")]
    [InlineData("Host=db;Password=secret:prod/party-hub#password", "value of prod/party-hub#password")]
    public async Task ResolveAsync_WhenThePasswordIsAReference_PutsItsValueThere(string connection, string expected)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection);
        ISecretSource? before = StoreSecrets.Source;
        try
        {
            StoreSecrets.Source = new OneSecret();
            await StoreSecrets.ResolveAsync(settings, CancellationToken.None);
        }
        finally
        {
            StoreSecrets.Source = before;
        }

        settings.Password.ShouldBe(expected);
    }

    private sealed class OneSecret : ISecretSource
    {
        public string Find(string reference) => "value of " + reference;

        public ValueTask<string> FindAsync(string reference, CancellationToken cancellationToken) => new(Find(reference));

        public void Forget()
        {
        }

        public string TokenOf(string host, int port, string user) => $"token of {user} at {host}:{port}";
    }
}
