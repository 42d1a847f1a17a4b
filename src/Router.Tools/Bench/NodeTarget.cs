using Router.Contracts;
using Router.Host;
using Router.Host.Listeners;
using Router.Host.Routing;

namespace Router.Tools.Bench;

/// <summary>A node in this process, without any front end.</summary>
/// <param name="node">The node; it outlives the target.</param>
/// <param name="timeout">What each text may take.</param>
internal sealed class NodeTarget(RouterNode node, TimeSpan timeout) : ILoadTarget
{
    public async Task<TargetAnswer> SendAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            var result = await node.Queries.RouteAsync(new RouteRequest(text) { Timeout = timeout }, cancellationToken);
            return result is RouteDecision decision
                ? new TargetAnswer(decision.Timings)
                : Failed(RouteError.From((RouteRefused)result));
        }
        catch (InvalidRequestException invalid)
        {
            return Failed(RouteError.From(invalid));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static TargetAnswer Failed(RouteError error) => new(default, error.Code, error.Detail);
}
