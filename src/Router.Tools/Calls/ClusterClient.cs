using System.Net;
using System.Text.Json;
using Router.Contracts;

namespace Router.Tools.Calls;

/// <summary>Asks a node about its cluster.</summary>
internal sealed class ClusterClient : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client;

    /// <param name="url">Where the node listens for HTTP.</param>
    /// <param name="access">What it is shown; what the environment says unless given.</param>
    public ClusterClient(Uri url, ServerAccess? access = null)
    {
        var handler = (access ?? ServerAccess.OfEnvironment()).Around(new SocketsHttpHandler { UseProxy = false });
        _client = new HttpClient(handler) { BaseAddress = url, Timeout = Timeout };
    }

    /// <summary>What the node knows.</summary>
    /// <exception cref="HttpRequestException">Nobody answers there, or not as a node of a cluster.</exception>
    public async Task<ClusterStatus> ReadAsync(CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync("/v1/cluster", cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) throw new HttpRequestException($"the node at {_client.BaseAddress} is in no cluster");
        response.EnsureSuccessStatusCode();
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return JsonSerializer.Deserialize(body, WireJson.TypeInfo<ClusterStatus>())
            ?? throw new HttpRequestException($"the node at {_client.BaseAddress} says nothing of its cluster");
    }

    /// <summary>Has a member leave the cluster; it may take a while.</summary>
    /// <param name="node">Its name, or <c>HOST:PORT</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What the node knows of it.</returns>
    /// <exception cref="HttpRequestException">There is no such member, or the node does not take orders from this caller.</exception>
    public async Task<ClusterMember> LeaveAsync(string node, CancellationToken cancellationToken)
    {
        using var response = await _client.DeleteAsync($"/v1/cluster/members/{Uri.EscapeDataString(node)}", cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        if (response.IsSuccessStatusCode) return JsonSerializer.Deserialize(body, WireJson.TypeInfo<ClusterMember>())!;
        var isProblem = response.Content.Headers.ContentType?.MediaType == Problem.MediaType;
        var detail = isProblem ? JsonSerializer.Deserialize(body, WireJson.Problem)!.Detail : $"it answers {(int)response.StatusCode}";
        throw new HttpRequestException($"{_client.BaseAddress!.Authority}: {detail}", inner: null, response.StatusCode);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
