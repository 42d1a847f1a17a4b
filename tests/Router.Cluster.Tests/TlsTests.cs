using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Host.Tls;
using static Router.Cluster.Tests.Asking;

namespace Router.Cluster.Tests;

/// <summary>Nodes that know each other by certificates, over real sockets.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private static readonly string[] ForNodes = [TestAuthority.ForServers, TestAuthority.ForClients];

    private readonly TemporaryDirectory _directory = new();
    private readonly TestAuthority _authority = new();
    private readonly CounterReadings _readings = new("router.access.refused");
    private readonly List<TestNode> _nodes = [];

    private long Refused => _readings["router.access.refused{reason=node}"];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var node in Enumerable.Reverse(_nodes)) await node.DisposeAsync();
        _directory.Dispose();
        _authority.Dispose();
        _readings.Dispose();
    }

    [Fact]
    public async Task Nodes_whose_certificates_one_authority_signed_share_the_subsystems_and_outlive_each_other()
    {
        var a = await StartAsync("a", Sound());
        var b = await StartAsync("b", Sound(), a);
        var c = await StartAsync("c", Sound(), a);
        await a.UntilAsync(_ => Names.All(name => a.NodesOf(name).Count == 2), "two replicas of each subsystem");
        Assert.Equal("akka.tls", a.Address.Protocol);
        foreach (var node in _nodes) await AssertJudgedAsync(node, 5);

        await b.KillAsync();
        await a.UntilAsync(now => now.Members.Count == 2 && Names.All(name => a.NodesOf(name).Count == 2), "the replicas of the dead node");
        await AssertJudgedAsync(a, 3);
        await AssertJudgedAsync(c, 3);
    }

    [Fact]
    public async Task A_node_without_the_right_certificate_does_not_get_in()
    {
        using var other = new TestAuthority();
        var a = await StartAsync("a", Sound());
        var b = await StartAsync("b", Sound(), a);
        await a.UntilAsync(now => now.Members.Count == 2, "both nodes");
        foreach (var (name, tls) in new[]
        {
            ("another", Tls(other, other.Pem)), ("stranger", Tls(other, _authority.Pem)), ("expired", Tls(_authority, _authority.Pem, from: -2, to: -1)),
            ("early", Tls(_authority, _authority.Pem, from: 1, to: 2)), ("server", Tls(_authority, _authority.Pem, [TestAuthority.ForServers])),
            ("client", Tls(_authority, _authority.Pem, [TestAuthority.ForClients])), ("open", null),
        })
        {
            var before = Refused;
            var intruder = await TestNode.StartAsync(name, seed: null, Batches.Heads(Names), Names, tls: tls, join: $"127.0.0.1:{a.Address.Port}");
            await a.Kit.AwaitAssertAsync(() => Assert.True(Refused > before, name), TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(50));
            Assert.Empty(intruder.View.Now.Members);
            Assert.Equal((2, 2), (a.View.Now.Members.Count, b.View.Now.Members.Count));
            await intruder.KillAsync();
        }
        await a.UntilAsync(now => now.Unserved.Count == 0, "all subsystems");
        await AssertJudgedAsync(a, 3);
    }

    [Fact]
    public async Task A_node_goes_on_that_calls_one_with_a_wrong_certificate_or_one_that_breaks_off()
    {
        using var other = new TestAuthority();
        using var certificate = other.Issue("node", ForNodes);
        using var breaking = Listening();
        using var wrong = Listening();
        var caller = await StartAsync("caller", Sound(), join: $"{breaking.LocalEndpoint}");
        using (await breaking.AcceptSocketAsync()) { }
        var misled = await StartAsync("misled", Sound(), join: $"{wrong.LocalEndpoint}");
        Assert.Equal("", await ToldAsync(wrong, certificate));

        var right = await StartAsync("right", Sound());
        foreach (var node in new[] { caller, misled }) Akka.Cluster.Cluster.Get(node.System).Join(right.Address);

        await right.UntilAsync(now => now.Members.Count == 3, "the nodes that went on");
        await right.UntilAsync(now => now.Unserved.Count == 0, "all subsystems");
        await AssertJudgedAsync(right, 3);
    }

    [Fact]
    public async Task A_new_authority_and_a_new_certificate_count_without_a_restart()
    {
        using var next = new TestAuthority("next");
        var (settings, time) = (Files(_authority, _authority.Pem), new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        var a = await StartAsync("a", NodeTls.Open(settings, NullLogger.Instance, time));

        using (var renewed = next.Issue("node", ForNodes)) TestAuthority.Write(renewed, settings.Certificate, settings.Key);
        await File.WriteAllTextAsync(settings.NodeCa, next.Pem);
        time.Advance(TimeSpan.FromSeconds(1));
        var b = await StartAsync("b", Tls(next, next.Pem), a);

        await a.UntilAsync(now => now.Members.Count == 2, "the node of the new authority");
        await b.UntilAsync(now => now.Unserved.Count == 0, "all subsystems");
        await AssertJudgedAsync(b, 3);
    }

    private static TcpListener Listening()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    /// <summary>What a node that calls says to one with a certificate.</summary>
    private static async Task<string> ToldAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var stream = new SslStream(client.GetStream());
        using var said = new MemoryStream();
        try
        {
            await stream.AuthenticateAsServerAsync(certificate);
            await stream.CopyToAsync(said);
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException)
        {
            // It may break off at any point.
        }
        return Convert.ToHexString(said.ToArray());
    }

    private NodeTls Sound() => Tls(_authority, _authority.Pem);

    private NodeTls Tls(TestAuthority signs, string trusted, string[]? usages = null, double from = -1, double to = 1) =>
        NodeTls.Open(Files(signs, trusted, usages, from, to), NullLogger.Instance, TimeProvider.System);

    private NodeTlsSettings Files(TestAuthority signs, string trusted, string[]? usages = null, double from = -1, double to = 1)
    {
        var folder = Directory.CreateDirectory(_directory[$"{Guid.NewGuid():N}"]).FullName;
        var settings = new NodeTlsSettings(Path.Combine(folder, "node.pem"), Path.Combine(folder, "node.key"), Path.Combine(folder, "ca.pem"));
        using var certificate = signs.Issue("node", usages ?? ForNodes, from, to);
        TestAuthority.Write(certificate, settings.Certificate, settings.Key);
        File.WriteAllText(settings.NodeCa, trusted);
        return settings;
    }

    private async Task<TestNode> StartAsync(string name, NodeTls tls, TestNode? seed = null, string? join = null)
    {
        var node = await TestNode.StartAsync(name, seed, Batches.Heads(Names), Names, tls: tls, join: join);
        _nodes.Add(node);
        return node;
    }
}
