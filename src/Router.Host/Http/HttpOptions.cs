using Router.Contracts.Configuration;
using Router.Host.Listeners;
using static Router.Contracts.Configuration.ValueForms;

namespace Router.Host.Http;

/// <summary>What the HTTP front end needs to know, of <c>router.http</c> and <c>router.limits</c>.</summary>
public sealed record HttpOptions
{
    /// <summary>Where it listens.</summary>
    public required ListenerSettings Listener { get; init; }

    /// <summary>Largest body of a request, in bytes.</summary>
    public required long MaxRequestBytes { get; init; }

    /// <summary>Most texts in one request.</summary>
    public required int MaxTexts { get; init; }

    /// <summary>Origins of web pages whose scripts may open the WebSocket, beside the server's own.</summary>
    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    /// <summary>Names that requests may call the server by, beside localhost and its addresses; <c>*</c> for any.</summary>
    public required IReadOnlyList<string> AllowedHosts { get; init; }

    /// <summary>Reads the two sections.</summary>
    /// <param name="router">What they stand in.</param>
    public static HttpOptions Read(SettingsReader router)
    {
        var (http, limits) = (router.Section("http"), router.Section("limits"));
        return new HttpOptions
        {
            Listener = ListenerSettings.Read(http),
            AllowedOrigins = http.Read("allowed-origins", ListOf(Word("an origin such as https://example.org", Origins.IsOrigin), least: 0, most: 64)),
            AllowedHosts = http.Read("allowed-hosts", ListOf(Word("a host name such as router.example.org or *.example.org, without a port, or *", HostNames.IsPattern), least: 0, most: 64)),
            MaxRequestBytes = limits.Read("max-request-bytes", Bytes("1KiB", "256MiB")),
            MaxTexts = limits.Read("max-texts-per-request", Whole(1, 65536)),
        };
    }
}
