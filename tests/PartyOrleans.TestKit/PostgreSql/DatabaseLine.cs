using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace PartyOrleans.TestKit.PostgreSql;

/// <summary>The line between one client and a database server: a TCP port of this machine whose bytes go to the server's socket, until it is cut.</summary>
public sealed class DatabaseLine : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly TcpListener _listener;
    private readonly List<Socket> _open = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly UnixDomainSocketEndPoint _server;
    private readonly Task _accepting;
    private bool _isCut;

    /// <summary>Lays a line to a database of a server that listens on a socket in a folder.</summary>
    /// <param name="database">Its connection string, see <see cref="PostgreSqlServer.ConnectionTo"/>.</param>
    /// <param name="at">The address of this machine at which the line begins; loopback where there is none.</param>
    public DatabaseLine(string database, IPAddress? at = null)
    {
        at ??= IPAddress.Loopback;
        _listener = new TcpListener(at, 0);
        var settings = new NpgsqlConnectionStringBuilder(database);
        _server = new UnixDomainSocketEndPoint(Path.Combine(settings.Host!, ".s.PGSQL.5432"));
        _listener.Start();
        (settings.Host, settings.Port) = (at.ToString(), ((IPEndPoint)_listener.LocalEndpoint).Port);
        Database = settings.ConnectionString;
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The connection string of the database over this line.</summary>
    public string Database { get; }

    /// <summary>How long what is sent takes, in each direction; as over a line that is too long or too full.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Breaks all connections, and lets none through until <see cref="Mend"/>.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _isCut = true;
            foreach (Socket socket in _open)
            {
                socket.Dispose();
            }

            _open.Clear();
        }
    }

    /// <summary>Lets connections through again.</summary>
    public void Mend()
    {
        lock (_lock)
        {
            _isCut = false;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        Cut();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(_stop.Token);
                _ = Task.Run(() => CarryAsync(client));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The line is gone.
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using Socket own = client;
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            lock (_lock)
            {
                if (_isCut)
                {
                    return;
                }

                _open.Add(client);
                _open.Add(server);
            }

            await server.ConnectAsync(_server, _stop.Token);
            await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Cut, or one of the two has gone.
        }
        finally
        {
            lock (_lock)
            {
                _open.Remove(client);
                _open.Remove(server);
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[16384];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var read)
            {
                if (Delay > TimeSpan.Zero)
                {
                    await Task.Delay(Delay, _stop.Token);
                }

                for (int sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _stop.Token);
                }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The other direction ends with this one.
        }
    }
}
