using System.Diagnostics;
using Router.Host.Grpc;
using Router.Host.Grpc.Client;
using Router.Host.Grpc.Protocol;

namespace Router.Host.Cli;

/// <summary>Waits until a server says that it serves gRPC; one that cannot be asked is taken to.</summary>
internal static class ServerReadiness
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private static readonly GrpcClientMethod<HealthCheckRequest, HealthCheckResponse> Check =
        GrpcClientMethod<HealthCheckRequest, HealthCheckResponse>.Unary(HealthReflection.Descriptor.Services[0], "Check");

    /// <summary>Asks for the server's health again and again.</summary>
    /// <exception cref="HttpRequestException">It was not serving when the time was over.</exception>
    public static async Task WaitAsync(GrpcChannel channel, TimeSpan wait, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var problem = await ProbeAsync(channel, cancellationToken);
            if (problem is null) return;
            if (Stopwatch.GetElapsedTime(started) >= wait)
                throw new HttpRequestException($"the router at {channel.Address.Authority} was not ready within {wait.TotalSeconds:0} s: {problem}");
            await Task.Delay(Interval, cancellationToken);
        }
    }

    private static async Task<string?> ProbeAsync(GrpcChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            var health = await channel.UnaryAsync(Check, new HealthCheckRequest(), TimeSpan.FromSeconds(5), cancellationToken);
            return health.Status == HealthCheckResponse.Types.ServingStatus.Serving ? null : $"it says {health.Status}";
        }
        catch (GrpcException failure)
        {
            return failure.Status.Code == GrpcStatusCode.Unimplemented ? null : failure.Status.Detail;
        }
    }
}
