using Grpc.Core;
using Router.Host.Grpc.Protocol;
using ServingStatus = Router.Host.Grpc.Protocol.HealthCheckResponse.Types.ServingStatus;
using Status = Grpc.Core.Status;

namespace Router.Host.Grpc;

/// <summary><c>grpc.health.v1.Health</c>: whether the server and its services serve. Any number of threads may set and ask.</summary>
internal sealed class HealthService : Health.HealthBase
{
    /// <summary>A watch keeps its request, in which nothing belongs but the name of a service; in bytes.</summary>
    private const int MaxWatchBytes = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServingStatus> _states = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isClosed;

    /// <param name="services">Full names of the services that can be asked for; the server as a whole always can. None serves yet.</param>
    public HealthService(params IEnumerable<string> services)
    {
        foreach (var name in services.Append("")) _states[name] = ServingStatus.NotServing;
    }

    /// <summary>Says of the server and all its services whether they serve.</summary>
    public void Set(bool serving)
    {
        lock (_lock)
        {
            foreach (var name in _states.Keys) _states[name] = serving ? ServingStatus.Serving : ServingStatus.NotServing;
        }
        Notify();
    }

    /// <summary>Ends all watches: they would go on for ever, and the server waits for its calls to end.</summary>
    public void Close()
    {
        _isClosed = true;
        Notify();
    }

    /// <inheritdoc/>
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        var (status, _) = Read(request.Service);
        return status == ServingStatus.ServiceUnknown
            ? throw new RpcException(new Status(StatusCode.NotFound, $"service: there is no service {request.Service}"))
            : Task.FromResult(new HealthCheckResponse { Status = status });
    }

    /// <inheritdoc/>
    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        if (request.CalculateSize() is var size && size > MaxWatchBytes)
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"service: the message has {size} bytes; at most {MaxWatchBytes} are allowed for a watch"));
        ServingStatus? told = null;
        while (true)
        {
            var (status, changed) = Read(request.Service);
            if (status != told) await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
            told = status;
            if (_isClosed) throw new RpcException(Refusals.Stopping);
            await changed.WaitAsync(context.CancellationToken);
        }
    }

    /// <inheritdoc/>
    public override Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        var response = new HealthListResponse();
        lock (_lock)
        {
            foreach (var (name, status) in _states) response.Statuses[name] = new HealthCheckResponse { Status = status };
        }
        return Task.FromResult(response);
    }

    private (ServingStatus Status, Task Changed) Read(string service)
    {
        lock (_lock) return (_states.GetValueOrDefault(service, ServingStatus.ServiceUnknown), _changed.Task);
    }

    private void Notify()
    {
        TaskCompletionSource changed;
        lock (_lock) (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        changed.SetResult();
    }
}
