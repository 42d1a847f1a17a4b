using Router.Host.Cluster;

namespace Router.Cluster.Tests;

public sealed class PromptResolverTests : TestKit
{
    [Fact]
    public async Task A_resolver_is_told_again_and_again_what_Akka_NETs_own_tells_itself_until_it_ends()
    {
        var prompt = Sys.ActorOf(Props.Create<PromptResolver>(Props.Create<Resolver>(TestActor)));
        await WatchAsync(prompt);
        for (var i = 0; i < 10; i++) Assert.Equal("Akka.Cluster.SBR.SplitBrainResolverBase+Tick", (await ExpectMsgAsync<object>()).GetType().FullName);
        prompt.Tell("end");
        await FishForMessageAsync(message => message is Terminated);
    }

    private sealed class Resolver(IActorRef told) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is "end") Context.Stop(Self);
            else told.Tell(message);
        }
    }
}
