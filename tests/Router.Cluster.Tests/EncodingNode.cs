using System.Collections.Concurrent;
using Actors.Backbone;
using Actors.Subsystems;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Contracts;
using Router.Inference;

namespace Router.Cluster.Tests;

/// <summary>A node in this process whose backbone is the test's own: it encodes once it may. One without devices has others encode.</summary>
internal sealed class EncodingNode : IAsyncDisposable
{
    /// <summary>The only backbone of these clusters is not named.</summary>
    private const string Backbone = "";

    private readonly ManualResetEventSlim _resume = new();
    private readonly DeviceQueues _queues = new();
    private readonly ConcurrentDictionary<Guid, bool> _cancelled = new();
    private int _encoded;

    private EncodingNode(TestNode node, DeviceQueues queues) => (Node, _queues) = (node, queues);

    public TestNode Node { get; }

    /// <summary>Accepts queries.</summary>
    public IActorRef Queries { get; private set; } = ActorRefs.Nobody;

    /// <summary>Queries that wait for its device, or that it runs.</summary>
    public int Queued => _queues.Now.Sum(device => device.Queries);

    /// <summary>Queries that it has encoded.</summary>
    public int Encoded => Volatile.Read(ref _encoded);

    /// <summary>What it does with a batch before it encodes it; nothing unless it is said.</summary>
    public Action Before { get; set; } = () => { };

    /// <summary>Starts a node with heads of all subsystems.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="seed">A node to join; null for the first one.</param>
    /// <param name="encodes">Whether it has a device; if not, it is a front end.</param>
    /// <param name="capacity">Queries that the device may have.</param>
    /// <param name="late">When a device of another node is late; a minute unless given, which is never.</param>
    /// <param name="mayJudge">When its heads judge; at once unless given.</param>
    public static async Task<EncodingNode> StartAsync(string name, EncodingNode? seed, bool encodes, int capacity = 100, TimeSpan? late = null, ManualResetEventSlim? mayJudge = null)
    {
        var queues = new DeviceQueues();
        // Replicas that move would be no part of this.
        var heads = mayJudge is null ? Batches.Heads(Asking.Names) : Batches.Heads(Asking.Names, mayJudge);
        var test = await TestNode.StartAsync(name, seed?.Node, heads, Asking.Names, isBalanced: false, devices: queues);
        var node = new EncodingNode(test, queues);
        node.Start(encodes, capacity, late ?? TimeSpan.FromMinutes(1));
        return node;
    }

    /// <summary>Whether its pool was told that nobody waits for a query any more; its device has it in its mailbox then.</summary>
    public bool IsCancelled(Guid query) => _cancelled.ContainsKey(query);

    /// <summary>Lets it encode.</summary>
    public void Resume() => _resume.Set();

    public async ValueTask DisposeAsync()
    {
        Resume();
        await Node.DisposeAsync();
    }

    private void Start(bool encodes, int capacity, TimeSpan late)
    {
        var settings = new BackboneSettings
        {
            Key = "test",
            Name = "test",
            Version = "1.0.0",
            Package = "",
            Devices = [Device.Cpu],
            MaxBatchSize = 1,
            MaxBatchDelay = TimeSpan.Zero,
            MaxPadding = 0.25,
            QueueCapacity = capacity,
        };
        var pool = BackbonePool.Create(
            [new BackboneDevice("cpu", Encode)], settings, new FanOut(Node.Subsystems, Backbone), TimeProvider.System, NullLogger.Instance, encodes ? _queues : null);
        // Late is nobody here, however little of a busy machine he gets, unless it is said.
        var hedge = new HedgeSettings { MinDelay = late, MaxDelay = late, MaxShare = 0.1 };
        var part = new ClusterBackboneSettings
        {
            Backbone = Backbone,
            Readers = Asking.Names,
            Pool = encodes ? Node.System.ActorOf(Props.Create(() => new Watched(Node.System.ActorOf(pool, "pool"), _cancelled))) : null,
            IsFrontEnd = !encodes,
            Cache = null,
            Hedge = hedge,
            MostTokens = 100,
            VocabularySize = 1000,
        };
        Queries = Node.System.ActorOf(ClusterBackbone.Create(part, new Random(1), TimeProvider.System, NullLogger.Instance));
        Node.Subsystems.Tell(new BackbonesStarted(new Dictionary<string, IActorRef> { [Backbone] = Queries }), ActorRefs.NoSender);
        Node.Subsystems.Tell(NodeServes.Instance, ActorRefs.NoSender);
    }

    private LayerStates Encode(ReadOnlySpan<TokenizedText> texts)
    {
        _resume.Wait(TimeSpan.FromMinutes(1));
        Before();
        Interlocked.Add(ref _encoded, texts.Length);
        return Batches.Encode(texts);
    }

    /// <summary>Hands on what it is told, and says what is cancelled once that is done.</summary>
    private sealed class Watched : ReceiveActor
    {
        public Watched(IActorRef pool, ConcurrentDictionary<Guid, bool> cancelled)
        {
            ReceiveAsync<CancelQuery>(async message =>
            {
                pool.Tell(message);
                // The pool has handed it on when it answers this.
                await pool.Ask<ActorIdentity>(new Identify(message.QueryId));
                cancelled[message.QueryId] = true;
            });
            ReceiveAny(pool.Forward);
        }
    }
}
