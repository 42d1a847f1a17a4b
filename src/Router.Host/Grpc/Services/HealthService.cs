using Router.Host.Grpc.Protocol;
using ServingStatus = Router.Host.Grpc.Protocol.HealthCheckResponse.Types.ServingStatus;

namespace Router.Host.Grpc.Services;

/// <summary><c>grpc.health.v1.Health</c>: whether the server and its services serve. Any number of threads may set and ask.</summary>
public sealed class HealthService
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServingStatus> _states = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="services">Full names of the services that can be asked for; the server as a whole always can. None serves yet.</param>
    public HealthService(IEnumerable<string> services)
    {
        foreach (var name in services.Append("")) _states[name] = ServingStatus.NotServing;
        Service = new GrpcService(HealthReflection.Descriptor.Services[0])
            .Unary<HealthCheckRequest, HealthCheckResponse>("Check", CheckAsync)
            .ServerStream<HealthCheckRequest, HealthCheckResponse>("Watch", WatchAsync)
            .Unary<HealthListRequest, HealthListResponse>("List", ListAsync);
    }

    /// <summary>What a server serves.</summary>
    public GrpcService Service { get; }

    /// <summary>Says of the server and all its services whether they serve.</summary>
    public void Set(bool serving)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            foreach (var name in _states.Keys) _states[name] = serving ? ServingStatus.Serving : ServingStatus.NotServing;
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        changed.SetResult();
    }

    private Task<HealthCheckResponse> CheckAsync(HealthCheckRequest request, GrpcCallContext context)
    {
        var (status, _) = Read(request.Service);
        if (status == ServingStatus.ServiceUnknown)
            throw new GrpcException(GrpcStatusCode.NotFound, $"service: there is no service {request.Service}");
        return Task.FromResult(new HealthCheckResponse { Status = status });
    }

    private async Task<GrpcStatus> WatchAsync(
        HealthCheckRequest request, GrpcResponseWriter<HealthCheckResponse> responses, GrpcCallContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, context.ServerStopping);
        ServingStatus? told = null;
        try
        {
            while (true)
            {
                var (status, changed) = Read(request.Service);
                if (status != told) await responses.WriteAsync(new HealthCheckResponse { Status = status });
                told = status;
                await changed.WaitAsync(end.Token);
            }
        }
        catch (OperationCanceledException) when (context.ServerStopping.IsCancellationRequested)
        {
            return new GrpcStatus(GrpcStatusCode.Unavailable, "the server is stopping");
        }
    }

    private Task<HealthListResponse> ListAsync(HealthListRequest request, GrpcCallContext context)
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
}
