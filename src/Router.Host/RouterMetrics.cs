using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Router.Contracts;
using Router.Host.Routing;
using Router.Host.Tls;

namespace Router.Host;

/// <summary>
/// The front end's metrics. What happens to a query afterwards is measured where it happens: by the meters
/// <c>Router.Backbone</c>, <c>Router.Subsystems</c> and <c>Router.Ranker</c>.
/// </summary>
public static class RouterMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Router.Host";

    private static readonly Meter Meter = new(MeterName);
    private static readonly ConcurrentDictionary<WeakReference<QueryRouter>, bool> Routers = [];
    private static readonly ConcurrentDictionary<WeakReference<CertificateInUse>, bool> Certificates = [];

    /// <summary><c>router.queries.refused</c>: queries that the front end did not let in; tag <c>reason</c>.</summary>
    private static readonly Counter<long> RefusedQueries = Meter.CreateCounter<long>(
        "router.queries.refused", "{query}", "Queries that the front end did not let in.");

    /// <summary><c>router.queries.invalid</c>: queries whose text or options were wrong.</summary>
    private static readonly Counter<long> InvalidQueries = Meter.CreateCounter<long>(
        "router.queries.invalid", "{query}", "Queries that were not valid.");

    /// <summary><c>router.queries.cut</c>: queries whose text was answered in parts, as several commands.</summary>
    private static readonly Counter<long> CutQueries = Meter.CreateCounter<long>(
        "router.queries.cut", "{query}", "Queries answered as several commands.");

    /// <summary><c>router.access.refused</c>: calls that were refused for who made them or how they came in; tag <c>reason</c>: <c>unknown</c>, <c>scope</c>, <c>rate</c>, <c>host</c>, <c>late</c>, <c>memory</c>, <c>connections</c>, <c>certificate</c> or <c>node</c>; beside <c>unknown</c>, <c>slowed</c> and <c>summed</c>.</summary>
    private static readonly Counter<long> RefusedCalls = Meter.CreateCounter<long>(
        "router.access.refused", "{call}", "Calls refused for who made them or how they came in.");

    /// <summary><c>router.clients.gone</c>: calls whose client broke off; tag <c>protocol</c>: <c>http</c> or <c>grpc</c>.</summary>
    private static readonly Counter<long> ClientsGone = Meter.CreateCounter<long>(
        "router.clients.gone", "{call}", "Calls whose client broke off.");

    /// <summary><c>router.audit.failed</c>: acts that the audit log lacks, as its file could not be written.</summary>
    private static readonly Counter<long> ActsNotAudited = Meter.CreateCounter<long>(
        "router.audit.failed", "{act}", "Acts that could not be written to the audit log.");

    static RouterMetrics()
    {
        // router.queries.in_flight: queries let in that have not ended.
        Meter.CreateObservableUpDownCounter("router.queries.in_flight", InFlight, "{query}", "Queries under way.");

        // router.tls.certificate.expires: the end of the certificate that a listener shows, in seconds since 1970; tag listener, such as router.http, or router.cluster.
        Meter.CreateObservableGauge("router.tls.certificate.expires", Expiries, "s", "When the certificate ends that a listener shows, in seconds since 1970.");
    }

    internal static void Observe(QueryRouter router) => Routers.TryAdd(new WeakReference<QueryRouter>(router), value: true);

    internal static void Observe(CertificateInUse certificate) => Certificates.TryAdd(new WeakReference<CertificateInUse>(certificate), value: true);

    internal static void Refused(RefusalReason reason) =>
        RefusedQueries.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    internal static void Denied(string reason) => RefusedCalls.Add(1, new KeyValuePair<string, object?>("reason", reason));

    internal static void ClientGone(string protocol) => ClientsGone.Add(1, new KeyValuePair<string, object?>("protocol", protocol));

    internal static void NotAudited() => ActsNotAudited.Add(1);

    internal static void Invalid() => InvalidQueries.Add(1);

    internal static void Cut() => CutQueries.Add(1);

    private static int InFlight() => Living(Routers).Sum(router => router.InFlight);

    private static IEnumerable<Measurement<long>> Expiries() =>
        Living(Certificates).Select(shown => new Measurement<long>(shown.Current.Ends.ToUnixTimeSeconds(), new KeyValuePair<string, object?>("listener", shown.Listener)));

    private static IEnumerable<T> Living<T>(ConcurrentDictionary<WeakReference<T>, bool> references)
        where T : class
    {
        foreach (var reference in references.Keys)
        {
            if (reference.TryGetTarget(out var target)) yield return target;
            else references.TryRemove(reference, out _);
        }
    }
}
