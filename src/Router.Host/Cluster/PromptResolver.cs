using Akka.Cluster;
using Akka.Cluster.SBR;

namespace Router.Host.Cluster;

/// <summary>
/// Akka.NET's split-brain resolver, told to look more often whether it is to decide. Named by <c>akka.cluster.downing-provider-class</c>.
/// </summary>
internal sealed class PromptResolverProvider(ExtendedActorSystem system, Akka.Cluster.Cluster cluster) : IDowningProvider
{
    private readonly SplitBrainResolverProvider _resolver = new(system, cluster);

    /// <inheritdoc/>
    public TimeSpan DownRemovalMargin => _resolver.DownRemovalMargin;

    /// <inheritdoc/>
    public Props DowningActorProps => Props.Create<PromptResolver>(_resolver.DowningActorProps);
}

/// <summary>
/// Tells a resolver to look whether it is to decide. By itself it would decide up to a second later than it could, and the two sides of a cut
/// up to a second apart.
/// </summary>
internal sealed class PromptResolver : UntypedActor, IWithTimers
{
    /// <summary>How often; <c>down-removal-margin</c> in hocon/akka.conf reckons with it.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>What the resolver tells itself each second. Akka.NET has no name for it that others may use.</summary>
    private static readonly object Tick = typeof(SplitBrainResolverProvider).Assembly
        .GetType("Akka.Cluster.SBR.SplitBrainResolverBase+Tick", throwOnError: true)!.GetField("Instance")!.GetValue(null)!;

    private readonly IActorRef _resolver;

    public PromptResolver(Props resolver)
    {
        _resolver = Context.ActorOf(resolver.WithDispatcher(Context.Props.Dispatcher), "resolver");
        Context.Watch(_resolver);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(Tick, Tick, Interval);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        // It ends when its node is no member any more.
        if (message is Terminated) Context.Stop(Self);
        else _resolver.Forward(message);
    }
}
