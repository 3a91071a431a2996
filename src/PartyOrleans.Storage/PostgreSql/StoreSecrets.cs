using Npgsql;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>Gives passwords that are kept elsewhere, and may change while a process runs.</summary>
public interface ISecretSource
{
    /// <summary>The value that a reference names, as it is now or was a short while ago.</summary>
    /// <param name="reference">What comes after <see cref="StoreSecrets.Prefix"/>.</param>
    /// <exception cref="StoreException">It cannot be found; the message names the reference, never a value.</exception>
    string Find(string reference);

    /// <summary>The same without holding a thread.</summary>
    /// <exception cref="StoreException">It cannot be found.</exception>
    ValueTask<string> FindAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Has all values asked for anew: one of them was refused.</summary>
    void Forget();

    /// <summary>A token of Amazon RDS that a user signs in with by IAM; made here, asking nobody, and good for 15 minutes.</summary>
    /// <param name="host">Host name of the database.</param>
    /// <param name="port">Its port.</param>
    /// <param name="user">The user.</param>
    /// <exception cref="StoreException">There are no credentials or no region.</exception>
    string TokenOf(string host, int port, string user);
}

/// <summary>
/// Passwords of PostgreSQL stores that are references, such as <c>Password=secret:prod/party-hub#password</c>: every new connection is made with the
/// value that the reference names then, so that an exchanged password needs no restart. <c>Password=iam:</c> stands for no password at all: each
/// connection signs in with a token of AWS IAM.
/// </summary>
public static class StoreSecrets
{
    /// <summary>Begins a reference.</summary>
    public const string Prefix = "secret:";

    /// <summary>Stands for a token of Amazon RDS, made for each new connection.</summary>
    public const string Iam = "iam:";

    /// <summary>Finds what references name; set once by the program, before a store is opened. Null, the default, knows none.</summary>
    public static ISecretSource? Source { get; set; }

    /// <summary>Opens a source of connections whose password may be a reference.</summary>
    /// <exception cref="StoreException">It is one, and the program finds no secrets.</exception>
    internal static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder settings)
    {
        if (settings is { Password: Iam, Host: { } host, Username: { } user, Port: var port })
        {
            ISecretSource signer = Source ?? throw new StoreException($"The password is {Iam}, and this program makes no tokens.", isTransient: false);
            settings.Password = null;
            return new NpgsqlDataSourceBuilder(settings.ConnectionString)
                .UsePasswordProvider(_ => signer.TokenOf(host, port, user), async (_, cancellationToken) => await Task.Run(() => signer.TokenOf(host, port, user), cancellationToken))
                .Build();
        }

        if (settings.Password is not { } password || !password.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
        }

        ISecretSource source = Source ?? throw new StoreException($"The password is {Prefix}..., and this program finds no secrets.", isTransient: false);
        string reference = password[Prefix.Length..];
        settings.Password = null;
        return new NpgsqlDataSourceBuilder(settings.ConnectionString)
            .UsePasswordProvider(_ => source.Find(reference), (_, cancellationToken) => source.FindAsync(reference, cancellationToken))
            .Build();
    }

    /// <summary>Puts the value that a password's reference names now in its place, for short work and programs that are handed the password itself.</summary>
    /// <exception cref="StoreException">It is a reference, and the program finds no secrets, or not this one.</exception>
    internal static async Task ResolveAsync(NpgsqlConnectionStringBuilder settings, CancellationToken cancellationToken)
    {
        if (settings.Password is { } password && password.StartsWith(Prefix, StringComparison.Ordinal))
        {
            ISecretSource source = Source ?? throw new StoreException($"The password is {Prefix}..., and this program finds no secrets.", isTransient: false);
            settings.Password = await source.FindAsync(password[Prefix.Length..], cancellationToken);
        }
        else if (settings is { Password: Iam, Host: { } host, Username: { } user })
        {
            ISecretSource source = Source ?? throw new StoreException($"The password is {Iam}, and this program makes no tokens.", isTransient: false);
            settings.Password = source.TokenOf(host, settings.Port, user);
        }
    }

    /// <summary>A password was refused; true where it may be another one by now, so that trying again helps.</summary>
    internal static bool Refused()
    {
        Source?.Forget();
        return Source is not null;
    }
}
