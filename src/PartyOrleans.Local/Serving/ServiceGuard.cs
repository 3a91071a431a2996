using PartyOrleans.Api.Privacy;
using PartyOrleans.Api.Security;
using PartyOrleans.Local.Commands;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Access;

namespace PartyOrleans.Local.Serving;

/// <summary>What guards a service: keys and audit log beside the store, and the link of a start that this machine alone can reach.</summary>
internal sealed class ServiceGuard : IAsyncDisposable
{
    private ServiceGuard(SecurityParts parts, LocalLink? link) => (Parts, Link) = (parts, link);

    /// <summary>For the API.</summary>
    public SecurityParts Parts { get; }

    /// <summary>The way in of a local start; null where other machines can reach the service.</summary>
    public LocalLink? Link { get; }

    /// <summary>Opens keys and audit log.</summary>
    /// <exception cref="CommandException">Other machines could reach the service, and nobody was given a way in.</exception>
    /// <exception cref="PartyOrleans.Storage.StoreException">A file cannot be opened.</exception>
    public static async Task<ServiceGuard> OpenAsync(ServiceOptions options, IHubEngine engine, TimeProvider time, CancellationToken cancellationToken)
    {
        IAccessStore access = await PartyGuards.OpenAccessAsync(options.Database, engine.Pool, cancellationToken);
        try
        {
            if (ListenPolicy.ReasonAgainst(options.Api.Urls, options.Security, access, time.GetUtcNow()) is { } reason)
            {
                throw new CommandException(ExitCode.Usage, reason);
            }

            LocalLink? link = options.Api.Urls.All(ListenPolicy.IsLocal) ? new LocalLink() : null;
            return new ServiceGuard(
                new SecurityParts
                {
                    Options = options.Security,
                    Authenticator = new Authenticator(new JwtValidation(options.Security, access, time), access, options.Security, time, link),
                    Access = access,
                    Audit = await PartyGuards.OpenAuditAsync(options.Database, engine.Pool, cancellationToken),
                    Masking = new MaskingPolicy(engine.Bundle.Privacy),
                    Time = time,
                },
                link);
        }
        catch
        {
            access.Dispose();
            throw;
        }
    }

    /// <summary>Writes what the audit log still has to, and closes both.</summary>
    public async ValueTask DisposeAsync()
    {
        await Parts.Audit.DisposeAsync();
        Parts.Access.Dispose();
    }
}
