using System.Text.Json;
using System.Text.RegularExpressions;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts.Protocol;
using Router.Host.Security;
using Router.Host.Tests.Security;

namespace Router.Host.Tests.Audit;

/// <summary>A whole node, in a cluster of its own, that keeps an audit log.</summary>
[Collection(RouterCollection.Name)]
public sealed class AuditedServerTests : IDisposable
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Text = "zanzibar";

    private readonly TemporaryDirectory _directory = new();

    private string Path => _directory["audit"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Who_is_refused_and_who_has_a_node_leave_is_kept_and_without_being_kept_no_node_leaves()
    {
        var (key, plain) = KeyFile.Make("kitchen", "route");
        var (admin, operators) = KeyFile.Make("operator", Scopes.Admin);
        using var file = new KeyFile(plain, operators);
        var settings = $"router {{ node-name = a, audit.file = \"{Path}\", security.api-keys-file = \"{file.Path}\", cluster {{ enabled = on, port = 0 }} }}";
        await using (var server = await RouterServer.StartAsync(Installation.Configuration(settings), NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None))
        {
            using var client = new HttpClient { BaseAddress = server.Address };
            using var channel = GrpcChannel.ForAddress(server.GrpcAddress!);
            var router = new Contracts.Protocol.Router.RouterClient(channel);
            await Assert.ThrowsAsync<RpcException>(async () => await router.RouteAsync(new RouteRequest { Text = Text }, new Metadata { { "x-api-key", $"rk_{Text}" } }));
            Assert.Equal(401, await DeleteAsync(client, Text, $"rk_{Text}"));
            Assert.Equal(403, await DeleteAsync(client, "a", key));
            Assert.Equal(404, await DeleteAsync(client, "nobody", admin));

            File.Move(Path, _directory["before"]);
            Directory.CreateDirectory(Path);
            Assert.Equal(503, await DeleteAsync(client, "a", admin));
            Assert.Equal(404, await DeleteAsync(client, "nobody", admin));
            Assert.Equal("up", Assert.Single(server.Node.Cluster!.Now.Members).Status.ToString().ToLowerInvariant());
            Directory.Delete(Path);

            Assert.Equal(202, await DeleteAsync(client, "a", admin));
            Assert.True(await server.Node.HasLeftAsync());
        }
        string[] told = [.. Read(_directory["before"]), .. Read(Path)];

        Assert.Equal(
            [
                " node.start configuration OK",
                " authenticate POST /router.v1.Router/Route UNAUTHENTICATED",
                " authenticate DELETE /v1/cluster/members/{node} UNAUTHENTICATED",
                "key:kitchen authorize DELETE /v1/cluster/members/{node} PERMISSION_DENIED",
                "key:operator cluster.leave nobody NOT_FOUND",
                "key:operator cluster.leave a HOST OK",
                " node.stop node OK",
            ],
            told);
        Assert.DoesNotContain(Text, File.ReadAllText(_directory["before"]) + File.ReadAllText(Path), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_start_that_fails_is_kept_with_the_reason()
    {
        var settings = $"router {{ audit.file = \"{Path}\", models.path = \"{_directory["none"]}\" }}";
        await Assert.ThrowsAsync<Contracts.ModelPackageException>(
            () => RouterServer.StartAsync(Installation.Configuration(settings), NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None));
        using var over = new CancellationTokenSource();
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RouterServer.StartAsync(
            Installation.Configuration($"router.audit.file = \"{Path}\""), NullLoggerFactory.Instance, TimeProvider.System, over.Token));

        Assert.Equal(
            [" node.start configuration OK", " node.stop node INVALID_ARGUMENT", " node.start configuration OK", " node.stop node UNAVAILABLE"],
            Read(Path));
        Assert.Contains("there is no such package", JsonDocument.Parse(File.ReadAllLines(Path)[1]).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Read(string path)
    {
        foreach (var line in File.ReadAllLines(path).Select(text => JsonDocument.Parse(text).RootElement))
        {
            var act = line.GetProperty("act").GetString()!;
            var isCall = !act.StartsWith("node.", StringComparison.Ordinal);
            Assert.Equal(isCall ? "127.0.0.1" : "", line.GetProperty("from").GetString());
            Assert.Equal(isCall, line.TryGetProperty("trace", out var trace));
            if (isCall && !line.GetProperty("what").GetString()!.StartsWith("POST", StringComparison.Ordinal)) Assert.Equal(Trace, trace.GetString());
            var what = Regex.Replace(line.GetProperty("what").GetString()!, @"127\.0\.0\.1:\d+", "HOST", RegexOptions.None, TimeSpan.FromSeconds(1));
            yield return $"{line.GetProperty("who").GetString()} {act} {what} {line.GetProperty("result").GetString()}";
        }
    }

    private static async Task<int> DeleteAsync(HttpClient client, string node, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/v1/cluster/members/{node}")
        {
            Headers = { { "X-Api-Key", key }, { "traceparent", $"00-{Trace}-00f067aa0ba902b7-01" } },
        };
        using var response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }
}
