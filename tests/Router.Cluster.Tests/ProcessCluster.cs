using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Router.Contracts;
using Router.Host.Listeners;
using Router.Tools.Trial;

namespace Router.Cluster.Tests;

/// <summary>Nodes as processes, with two of the shipped subsystems. All end with this object.</summary>
internal sealed class ProcessCluster : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly TestInstallation _installation = new("alarm", "weather");
    private readonly Dictionary<string, (RouterProgram Program, HttpClient Client, int Port)> _nodes = [];
    private readonly string[] _settings;
    private readonly string _seeds;
    private readonly Queue<int> _ports;

    /// <param name="settings">Of every node, KEY=VALUE.</param>
    public ProcessCluster(params string[] settings)
    {
        _settings = settings;
        _ports = new Queue<int>(FreePorts(4));
        _seeds = $"router.cluster.seed-nodes=[{string.Join(',', _ports.Select(port => $"\"127.0.0.1:{port}\""))}]";
    }

    /// <summary>The subsystems.</summary>
    public static IReadOnlyList<string> Subsystems => ["alarm", "weather"];

    /// <summary>A node's process.</summary>
    public RouterProgram Program(string name) => _nodes[name].Program;

    /// <summary>Starts a node and waits until it serves; one that was there before comes to the same address.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="settings">Its own, KEY=VALUE.</param>
    public async Task StartAsync(string name, params string[] settings)
    {
        var port = _nodes.TryGetValue(name, out var before) ? before.Port : _ports.Dequeue();
        string[] all =
        [
            $"router.node-name={name}", "router.http.host=127.0.0.1", "router.grpc.enabled=off", "router.log.level=information", "router.cluster.enabled=on",
            $"router.cluster.port={port}", _seeds, "akka.cluster.sharding.rebalance-interval=500ms", "router.backbone-defaults.cache.enabled=off", .. _settings, .. settings,
        ];
        var program = RouterProgram.Start(["serve", "--config", _installation.ConfigurationFile, .. all.SelectMany(setting => new[] { "--set", setting })]);
        var node = (program, new HttpClient { Timeout = Limit }, port);
        if (_nodes.Remove(name)) { before.Client.Dispose(); await before.Program.DisposeAsync(); }
        _nodes.Add(name, node);
        node.Item2.BaseAddress = new Uri(await program.Serving);
    }

    /// <summary>What a node knows of its cluster.</summary>
    public async Task<ClusterStatus> StatusAsync(string name) =>
        JsonSerializer.Deserialize(await _nodes[name].Client.GetStringAsync("/v1/cluster"), WireJson.TypeInfo<ClusterStatus>())!;

    /// <summary>What a node answers to a request.</summary>
    public Task<HttpResponseMessage> GetAsync(string name, string path) => _nodes[name].Client.GetAsync(path);

    /// <summary>Where a node listens for HTTP.</summary>
    public Uri Url(string name) => _nodes[name].Client.BaseAddress!;

    /// <summary>Waits for what a node comes to know.</summary>
    public async Task UntilAsync(string name, Func<ClusterStatus, bool> holds, string what)
    {
        using var limit = new CancellationTokenSource(Limit);
        var status = await StatusAsync(name);
        while (!holds(status))
        {
            Assert.False(
                limit.IsCancellationRequested,
                $"{name} waited for {what}; it knows {Members(status)}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
            status = await StatusAsync(name);
        }
    }

    /// <summary>Waits until each replica runs on one of these nodes and each subsystem on two, as one of them knows, and nobody else is a member.</summary>
    public Task UntilWholeAsync(params string[] names) => UntilAsync(
        names[0],
        status => status.Members.Select(member => member.Name).Order().SequenceEqual(names.Order()) && Replication.IsSound(status, names.Length),
        $"two replicas of each subsystem, each on one of {string.Join(", ", names)}");

    /// <summary>Sends queries to a node, one after another, until something has happened; each gets a whole decision.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> AskUntilAsync(string name, Task happened)
    {
        var sent = 0;
        for (; !happened.IsCompleted || sent == 0; sent++) await AskAsync(name, sent);
        await happened;
        return sent;
    }

    /// <summary>Sends a query to a node, which gives a whole decision.</summary>
    /// <exception cref="HttpRequestException">The node is not there, or went before it answered.</exception>
    public async Task AskAsync(string name, int number)
    {
        var (status, body) = await SendAsync(name, number);
        if (status != HttpStatusCode.OK) Assert.Fail($"{name} answered query {number} with {(int)status}: {body}{await TellAsync(name)}");
        var decision = JsonSerializer.Deserialize(body, WireJson.Decision)!;
        if (decision.Partial) Assert.Fail($"the decision on query {number} of {name} lacks {string.Join(", ", decision.Missing)}{await TellAsync(name)}");
    }

    /// <summary>Sends a query to a node that may refuse it, or be gone before it answers; a decision is a whole one all the same.</summary>
    public async Task MayAskAsync(string name, int number)
    {
        try
        {
            var (status, body) = await SendAsync(name, number);
            if (status == HttpStatusCode.OK) Assert.Empty(JsonSerializer.Deserialize(body, WireJson.Decision)!.Missing);
        }
        catch (HttpRequestException)
        {
            // It is gone.
        }
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(string name, int number)
    {
        using var answer = await _nodes[name].Client.PostAsJsonAsync("/v1/route", new RouteBody { Text = $"wake me up at six and call me {number}", TimeoutMs = 20_000 }, WireJson.Request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>What a node knows now, and what each one has logged last.</summary>
    private async Task<string> TellAsync(string name) => $"""

        {name} knows {Members(await StatusAsync(name))}
        {string.Join('\n', _nodes.Select(node => $"{node.Key} said:\n{string.Join('\n', node.Value.Program.Error.Split('\n').TakeLast(30))}"))}
        """;

    private static string Members(ClusterStatus status) => string.Join("; ", status.Members.Select(member => $"{member.Name} {member.Status}: {string.Join(' ', member.Replicas)}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var (program, client, _) in _nodes.Values)
        {
            client.Dispose();
            await program.DisposeAsync();
        }
        _installation.Dispose();
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners) listener.Start();
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners) listener.Dispose();
        return ports;
    }
}
