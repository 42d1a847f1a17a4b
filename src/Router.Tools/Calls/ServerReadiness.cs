using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Router.Host.Grpc.Protocol;

namespace Router.Tools.Calls;

/// <summary>Waits until a server says that it is ready.</summary>
internal static class ServerReadiness
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan ProbeWithin = TimeSpan.FromSeconds(5);

    /// <summary>Asks for a server's gRPC health again and again; a server that cannot be asked is taken to be ready.</summary>
    /// <exception cref="HttpRequestException">It was not serving when the time was over.</exception>
    public static Task WaitAsync(GrpcChannel channel, TimeSpan wait, CancellationToken cancellationToken) =>
        WaitAsync(channel.Target, () => ProbeAsync(channel, cancellationToken), wait, cancellationToken);

    /// <summary>Asks for <c>/readyz</c> again and again.</summary>
    /// <exception cref="HttpRequestException">It was not ready when the time was over.</exception>
    public static Task WaitAsync(HttpClient client, TimeSpan wait, CancellationToken cancellationToken) =>
        WaitAsync(client.BaseAddress!.Authority, () => ProbeAsync(client, cancellationToken), wait, cancellationToken);

    private static async Task WaitAsync(string address, Func<Task<string?>> probe, TimeSpan wait, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (await probe() is { } problem)
        {
            if (Stopwatch.GetElapsedTime(started) >= wait)
                throw new HttpRequestException($"the router at {address} was not ready within {wait.TotalSeconds:0} s: {problem}");
            await Task.Delay(Interval, cancellationToken);
        }
    }

    private static async Task<string?> ProbeAsync(GrpcChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            var health = await new Health.HealthClient(channel).CheckAsync(
                new HealthCheckRequest(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime + ProbeWithin, cancellationToken: cancellationToken);
            return health.Status == HealthCheckResponse.Types.ServingStatus.Serving ? null : $"it says {health.Status}";
        }
        catch (RpcException failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return failure.StatusCode == StatusCode.Unimplemented ? null : CallStatus.DetailOf(failure.Status, channel.Target);
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
            return CallStatus.DetailOf(error);
        }
    }
}
