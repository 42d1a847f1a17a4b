using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Router.Host.Listeners;

/// <summary>
/// The id of a request: the id of the trace that its client names in <c>traceparent</c>, or else one that is made (W3C Trace Context). ASP.NET Core reads it
/// and makes it the current <see cref="Activity"/>, from which loggers take it.
/// </summary>
internal static class RequestTrace
{
    /// <summary>Tells the client the trace, and the part of it that the request is ("W3C Trace Context HTTP Response Headers").</summary>
    public const string Header = "traceresponse";

    private const string SourceName = "Microsoft.AspNetCore";

    /// <summary>ASP.NET Core gives no activity to requests that nobody listens for. It is asked for ids, and collects nothing.</summary>
    private static readonly ActivityListener Listener = new()
    {
        ShouldListenTo = static source => source.Name == SourceName,
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    static RequestTrace() => ActivitySource.AddActivityListener(Listener);

    /// <summary>Makes a web server read ids.</summary>
    public static void Register(IServiceCollection services) => services.AddSingleton<DistributedContextPropagator>(new TraceParent());

    /// <summary>Names a request by its id, and tells the client.</summary>
    public static void Begin(HttpContext http)
    {
        if (Activity.Current is not { } activity) return;
        http.TraceIdentifier = activity.TraceId.ToHexString();
        // Not the activity's own id, which repeats flags of the client's that nobody knows yet.
        http.Response.Headers[Header] = $"00-{activity.TraceId}-{activity.SpanId}-{(activity.Recorded ? "01" : "00")}";
    }

    /// <summary>
    /// Reads <c>traceparent</c> and nothing else. <c>tracestate</c> and <c>baggage</c> are texts of up to 16 KiB of the client's: the router would
    /// carry them along, and hand them to nobody.
    /// </summary>
    private sealed class TraceParent : DistributedContextPropagator
    {
        /// <summary>Length of version 00. What later versions add behind it is passed over, as the specification asks.</summary>
        private const int Length = 55;

        private static readonly DistributedContextPropagator W3C = CreateW3CPropagator();

        public override IReadOnlyCollection<string> Fields { get; } = ["traceparent"];

        public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) => W3C.Inject(activity, carrier, setter);

        public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
        {
            // What is not valid is null here: a new trace begins.
            W3C.ExtractTraceIdAndState(carrier, getter, out traceId, out _);
            traceState = null;
            if (traceId is { Length: > Length }) traceId = traceId[..Length];
        }

        public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
    }
}
