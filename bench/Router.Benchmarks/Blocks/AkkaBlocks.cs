using Akka.Actor;
using Router.Contracts;

namespace Router.Benchmarks.Blocks;

/// <summary>Blocks as messages of Akka.Remote, on the connection of everything else that the two nodes tell each other.</summary>
internal sealed class AkkaBlocks : IBlockCarrier
{
    private readonly ActorSystem _system;
    private readonly IActorRef _own;
    private readonly IActorRef _peer;

    private AkkaBlocks(string name, ActorSystem system, IActorRef peer, Action<Guid> answered) =>
        (Name, _system, _peer, _own) = (name, system, peer, system.ActorOf(Props.Create(() => new Receiver(answered))));

    public string Name { get; }

    /// <summary>The system and whoever answers at the other end.</summary>
    public (ActorSystem System, IActorRef Peer) Ends => (_system, _peer);

    public static async Task<AkkaBlocks> OpenAsync(string name, string address, string? tls, Action<Guid> answered)
    {
        var system = BlockSystem.Start(tls);
        return new AkkaBlocks(name, system, await system.ActorSelection($"{address}/user/echo").ResolveOne(TimeSpan.FromSeconds(30)), answered);
    }

    public void Send(EncodedStates block) => _peer.Tell(block, _own);

    public async ValueTask DisposeAsync() => await _system.Terminate();

    private sealed class Receiver : ReceiveActor
    {
        public Receiver(Action<Guid> answered) => Receive<SubsystemVerdicts>(message => answered(message.Verdicts[0].QueryId));
    }
}
