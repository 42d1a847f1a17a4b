using Grpc.Core;
using Grpc.Net.Client;
using Router.Contracts.Protocol;

namespace Router.Tools.Bench;

/// <summary>Measures what sessions cost in which nobody speaks: the resident memory of a server's process without and with them.</summary>
/// <param name="server">The server; nobody else talks to it.</param>
/// <param name="channel">The way to it.</param>
internal sealed class IdleSessions(ServerProcess server, GrpcChannel channel) : IDisposable
{
    /// <summary>Opened and closed before anything is measured: code is compiled, pools are filled.</summary>
    private const int WarmUp = 100;

    /// <summary>Memory is read twice so far apart, until two readings are the same to 1 %.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    private const int MaxReadings = 20;

    /// <summary>The idle timeout that the server needs so that it ends none of them, in the configuration's words.</summary>
    public const string Patience = "1d";

    private readonly List<AsyncDuplexStreamingCall<SessionEvent, SessionUpdate>> _open = [];
    private readonly Contracts.Protocol.Router.RouterClient _router = new(channel);

    /// <summary>How many sessions the server must allow.</summary>
    /// <param name="counts">What <see cref="RunAsync"/> will be given.</param>
    public static int Most(IEnumerable<int> counts) => Math.Max(WarmUp, counts.Max());

    /// <summary>Opens more and more sessions.</summary>
    /// <param name="counts">Sessions open at once, from few to many.</param>
    /// <param name="measured">Is given each result as soon as it is there.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <exception cref="RpcException">The server refused a session, or is gone.</exception>
    public async Task RunAsync(IEnumerable<int> counts, Action<IdleMemory> measured, CancellationToken cancellationToken)
    {
        await OpenAsync(WarmUp, cancellationToken);
        Close();
        var without = await ReadAsync(cancellationToken);
        foreach (var count in counts.Order())
        {
            await OpenAsync(count, cancellationToken);
            measured(new IdleMemory(count, without, await ReadAsync(cancellationToken)));
        }
    }

    /// <summary>Ends all sessions.</summary>
    public void Dispose() => Close();

    private async Task OpenAsync(int count, CancellationToken cancellationToken)
    {
        while (_open.Count < count)
        {
            var call = _router.Stream(cancellationToken: cancellationToken);
            _open.Add(call);
            await call.RequestStream.WriteAsync(new SessionEvent { Start = new SessionStart { ClientId = $"idle-{_open.Count}" } }, cancellationToken);
            // The first update says that the session has begun.
            await call.ResponseStream.MoveNext(cancellationToken);
        }
    }

    private void Close()
    {
        foreach (var call in _open) call.Dispose();
        _open.Clear();
    }

    private async Task<long> ReadAsync(CancellationToken cancellationToken)
    {
        var last = server.ResidentBytes;
        for (var i = 0; i < MaxReadings; i++)
        {
            await Task.Delay(Settling, cancellationToken);
            var now = server.ResidentBytes;
            if (Math.Abs(now - last) <= last / 100) return now;
            last = now;
        }
        return last;
    }
}

/// <summary>Resident memory of a server, in bytes.</summary>
/// <param name="Sessions">Sessions open.</param>
/// <param name="Without">Before the first of them.</param>
/// <param name="With">With all of them.</param>
internal readonly record struct IdleMemory(int Sessions, long Without, long With)
{
    /// <summary>Bytes for each session.</summary>
    public double Each => (double)(With - Without) / Sessions;
}
