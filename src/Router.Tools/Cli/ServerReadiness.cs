using System.Diagnostics;
using Router.Host;
using Router.Host.Grpc;
using Router.Host.Grpc.Client;
using Router.Host.Grpc.Protocol;

namespace Router.Tools.Cli;

/// <summary>Waits until a server says that it is ready.</summary>
internal static class ServerReadiness
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private static readonly GrpcClientMethod<HealthCheckRequest, HealthCheckResponse> Check =
        GrpcClientMethod<HealthCheckRequest, HealthCheckResponse>.Unary(HealthReflection.Descriptor.Services[0], "Check");

    /// <summary>Asks for a server's gRPC health again and again; a server that cannot be asked is taken to be ready.</summary>
    /// <exception cref="HttpRequestException">It was not serving when the time was over.</exception>
    public static Task WaitAsync(GrpcChannel channel, TimeSpan wait, CancellationToken cancellationToken) =>
        WaitAsync(channel.Address, () => ProbeAsync(channel, cancellationToken), wait, cancellationToken);

    /// <summary>Asks for <c>/readyz</c> again and again.</summary>
    /// <exception cref="HttpRequestException">It was not ready when the time was over.</exception>
    public static Task WaitAsync(HttpClient client, TimeSpan wait, CancellationToken cancellationToken) =>
        WaitAsync(client.BaseAddress!, () => ProbeAsync(client, cancellationToken), wait, cancellationToken);

    private static async Task WaitAsync(Uri address, Func<Task<string?>> probe, TimeSpan wait, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (await probe() is { } problem)
        {
            if (Stopwatch.GetElapsedTime(started) >= wait)
                throw new HttpRequestException($"the router at {address.Authority} was not ready within {wait.TotalSeconds:0} s: {problem}");
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

    private static async Task<string?> ProbeAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync("/readyz", cancellationToken);
            return response.IsSuccessStatusCode ? null : $"it answers {(int)response.StatusCode}";
        }
        catch (HttpRequestException error)
        {
            return error.Message;
        }
    }
}
