using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Router.Host.Security;
using Router.Host.Tls;

namespace Router.Host.Tests.Security;

/// <summary>The doors of a node that knows callers by their certificates, over real sockets.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private static readonly string[] ForClients = [TestAuthority.ForClients];

    private readonly TemporaryDirectory _directory = new();
    private readonly TestAuthority _authority = new();
    private readonly TlsSettings _tls;

    public ClientCertificateTests()
    {
        _tls = new TlsSettings(_directory["certificate.pem"], _directory["key.pem"]) { ClientCa = _directory["ca.pem"] };
        using var own = _authority.Issue("server.example.org", [TestAuthority.ForServers]);
        TestAuthority.Write(own, _tls.Certificate, _tls.Key);
        File.WriteAllText(_tls.ClientCa, _authority.Pem);
        Know("kitchen dns:Kitchen.example.org route,stream", "hall uri:spiffe://example.org/hall route,stream home", "attic cn:attic route,stream");
    }

    public static TheoryData<string> Doors => [.. SecuredDoors.All];

    private string Callers => _directory["callers"];

    private string Revoked => _directory["revoked"];

    public void Dispose()
    {
        _directory.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_certificate_of_the_authority_opens_the_door_by_any_of_its_names(string door)
    {
        await using var doors = await StartAsync();
        using var attic = _authority.Issue("attic");
        foreach (var certificate in new[] { Kitchen(), _authority.Issue("other", ForClients, uri: "spiffe://example.org/hall"), attic })
        {
            await using var known = doors.Showing(certificate);
            Assert.Equal("in", (await known.TryAsync(door)).Status);
            certificate.Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Who_shows_no_certificate_or_a_wrong_one_is_not_known(string door)
    {
        await using var doors = await StartAsync();
        Assert.Equal("UNAUTHENTICATED", (await doors.TryAsync(door)).Status);
        foreach (var (what, certificate, between) in Wrong())
        {
            await using var wrong = doors.Showing(certificate, between);
            Assert.Equal((what, "UNAUTHENTICATED"), (what, (await wrong.TryAsync(door)).Status));
        }
        foreach (var name in new[] { "other", "attic.example.org" })
        {
            await using var unknown = doors.Showing(_authority.Issue(name, ForClients));
            Assert.Equal("UNAUTHENTICATED", (await unknown.TryAsync(door)).Status);
        }
    }

    [Theory]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task Where_one_is_required_nobody_connects_without_and_that_is_counted(string door)
    {
        await using var doors = await StartAsync(_tls with { RequireClientCertificate = true });
        using var readings = new CounterReadings("router.access.refused");
        var refused = 0;
        await ExpectRefusedAsync("none", doors);
        foreach (var (what, certificate, between) in Wrong())
        {
            await using var wrong = doors.Showing(certificate, between);
            await ExpectRefusedAsync(what, wrong);
        }
        await using var known = doors.Showing(Kitchen());
        Assert.Equal("in", (await known.TryAsync(door)).Status);

        async Task ExpectRefusedAsync(string what, SecuredDoors client)
        {
            if (door == "grpc") Assert.NotNull((await Assert.ThrowsAsync<RpcException>(() => ProbeAsync(client))).Status.DebugException);
            else await Assert.ThrowsAsync<HttpRequestException>(() => client.Client.GetAsync("/healthz"));
            Assert.True(readings["router.access.refused{reason=certificate}"] > refused, what);
            refused = (int)readings["router.access.refused{reason=certificate}"];
        }
    }

    [Fact]
    public async Task Certificates_in_between_are_taken_from_the_client_or_from_the_file()
    {
        await using var doors = await StartAsync();
        using var between = _authority.Below("between");
        using var certificate = between.Issue("kitchen.example.org", ForClients);

        await using var with = doors.Showing(certificate, between.Certificate);
        await using var without = doors.Showing(certificate);
        Assert.Equal(("in", "UNAUTHENTICATED"), ((await with.TryAsync("http")).Status, (await without.TryAsync("http")).Status));

        await File.WriteAllTextAsync(_tls.ClientCa!, $"{_authority.Pem}\n{between.Pem}");
        await using var later = await StartAsync();
        await using var known = later.Showing(certificate);
        Assert.Equal("in", (await known.TryAsync("http")).Status);
    }

    [Theory]
    [InlineData("http", "route")]
    [InlineData("websocket", "stream")]
    [InlineData("grpc", "route")]
    [InlineData("grpc-stream", "stream")]
    public async Task A_certificate_opens_what_its_line_allows_and_no_more(string door, string scope)
    {
        Know($"kitchen dns:kitchen.example.org {string.Join(',', Scopes.All.Where(other => other != scope))}");
        await using var doors = await StartAsync();
        await using var known = doors.Showing(Kitchen());
        Assert.Equal("PERMISSION_DENIED", (await known.TryAsync(door)).Status);
    }

    [Fact]
    public async Task Whom_certificates_show_is_read_again_for_connections_that_are_open_and_who_vouches_for_new_ones()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var doors = await StartAsync(time: time);
        using var other = new TestAuthority("other");
        await using var kitchen = doors.Showing(Kitchen());
        await using var stranger = doors.Showing(other.Issue("kitchen.example.org", ForClients));
        Assert.Equal(("in", "UNAUTHENTICATED"), ((await kitchen.TryAsync("http")).Status, (await stranger.TryAsync("http")).Status));

        Know("hall cn:hall route");
        await File.WriteAllTextAsync(_tls.ClientCa!, other.Pem);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("UNAUTHENTICATED", (await kitchen.TryAsync("http")).Status);

        Know("kitchen dns:kitchen.example.org route");
        time.Advance(TimeSpan.FromSeconds(1));
        await using var fresh = doors.Showing(other.Issue("kitchen.example.org", ForClients));
        await using var old = doors.Showing(Kitchen());
        Assert.Equal(("in", "UNAUTHENTICATED"), ((await fresh.TryAsync("http")).Status, (await old.TryAsync("http")).Status));
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_revoked_certificate_counts_no_more_on_open_connections_and_on_new_ones(string door)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await File.WriteAllTextAsync(Revoked, "");
        await using var doors = await StartAsync(time: time, revoked: Revoked);
        using var lost = Kitchen();
        await using var open = doors.Showing(lost);
        await using var other = doors.Showing(Kitchen());
        Assert.Equal(("in", "in"), ((await open.TryAsync(door)).Status, (await other.TryAsync(door)).Status));

        await RevokeAsync(lost, time);

        await using var fresh = doors.Showing(lost);
        Assert.Equal(
            ("UNAUTHENTICATED", "UNAUTHENTICATED", "in"), ((await open.TryAsync(door)).Status, (await fresh.TryAsync(door)).Status, (await other.TryAsync(door)).Status));
    }

    [Fact]
    public async Task With_an_authority_in_between_all_goes_that_it_signed()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await File.WriteAllTextAsync(Revoked, "");
        await using var doors = await StartAsync(time: time, revoked: Revoked);
        using var between = _authority.Below("between");
        using var certificate = between.Issue("kitchen.example.org", ForClients);
        await using var before = doors.Showing(certificate, between.Certificate);
        Assert.Equal("in", (await before.TryAsync("http")).Status);

        await RevokeAsync(between.Certificate, time);

        await using var after = doors.Showing(certificate, between.Certificate);
        Assert.Equal(("UNAUTHENTICATED", "UNAUTHENTICATED"), ((await before.TryAsync("http")).Status, (await after.TryAsync("http")).Status));
    }

    [Fact]
    public async Task Where_a_certificate_is_required_who_shows_a_revoked_one_gets_no_connection()
    {
        using var lost = Kitchen();
        await File.WriteAllTextAsync(Revoked, "");
        await RevokeAsync(lost, time: null);
        await using var doors = await StartAsync(_tls with { RequireClientCertificate = true }, revoked: Revoked);
        await using var refused = doors.Showing(lost);
        await using var known = doors.Showing(Kitchen());

        await Assert.ThrowsAsync<HttpRequestException>(() => refused.Client.GetAsync("/healthz"));
        Assert.Equal("in", (await known.TryAsync("http")).Status);
    }

    [Fact]
    public async Task What_a_call_says_counts_before_what_its_connection_showed()
    {
        var (key, line) = KeyFile.Make("cellar", "route");
        using var keys = new KeyFile(line);
        await using var doors = await StartAsync(keys: keys.Path);
        await using var known = doors.Showing(Kitchen());
        await using var wrong = doors.Showing(_authority.Issue("other", ForClients));

        Assert.Equal("in", (await known.TryAsync("http")).Status);
        Assert.Equal("in", (await doors.TryAsync("http", ("X-Api-Key", key))).Status);
        Assert.Equal("in", (await wrong.TryAsync("http", ("X-Api-Key", key))).Status);
        Assert.Equal("UNAUTHENTICATED", (await known.TryAsync("http", ("X-Api-Key", "guess"))).Status);
        Assert.Equal("UNAUTHENTICATED", (await known.TryAsync("http", ("Authorization", "Basic YTpi"))).Status);
    }

    [Fact]
    public async Task Who_shows_wrong_certificates_is_answered_later_and_who_shows_a_right_one_is_not()
    {
        var time = new ArmedClock();
        await using var doors = await StartAsync(time: time);
        using var other = new TestAuthority("other");
        await using var wrong = doors.Showing(other.Issue("kitchen.example.org", ForClients));
        await using var known = doors.Showing(Kitchen());
        for (var i = 0; i < 10; i++) Assert.Equal("UNAUTHENTICATED", (await wrong.TryAsync("http")).Status);
        time.Forget();

        var eleventh = wrong.TryAsync("http");
        Assert.Equal("in", (await known.TryAsync("http")).Status);
        Assert.Equal("in", (await known.TryAsync("grpc")).Status);
        Assert.False(eleventh.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("UNAUTHENTICATED", (await time.RunAsync(eleventh, TimeSpan.FromSeconds(1))).Status);
    }

    [Fact]
    public async Task Nothing_is_fetched_from_where_a_certificate_says_that_its_issuer_is()
    {
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        using var other = new TestAuthority("other");
        var address = $"http://127.0.0.1:{((IPEndPoint)elsewhere.LocalEndpoint).Port}/ca.crt";
        await using var doors = await StartAsync();
        await using var luring = doors.Showing(other.Issue("kitchen.example.org", ForClients, extension: new X509AuthorityInformationAccessExtension([address], [address])));

        Assert.Equal("UNAUTHENTICATED", (await luring.TryAsync("http")).Status);
        Assert.False(elsewhere.Pending());
    }

    [Theory]
    [InlineData("3003820161", "in")]
    [InlineData("300482026180", "UNAUTHENTICATED")]
    [InlineData("", "no connection")]
    [InlineData("30", "no connection")]
    [InlineData("3080", "no connection")]
    [InlineData("0403000102", "no connection")]
    public async Task Alternative_names_that_cannot_be_read_make_a_certificate_nobodys(string names, string expected)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=attic", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509Extension("2.5.29.17", Convert.FromHexString(names), critical: false));
        var now = TimeProvider.System.GetUtcNow();
        using var signed = request.Create(
            _authority.Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_authority.Certificate.GetECDsaPrivateKey()!), now.AddDays(-1), now.AddDays(1), [1, 2, 3]);
        using var log = new CapturedLog(LogLevel.Information, except: "Microsoft");
        await using var doors = await StartAsync(log: log);
        await using var odd = doors.Showing(signed.CopyWithPrivateKey(key));

        Assert.Equal(expected, await StatusAsync());
        Assert.DoesNotContain("authenticat", log.Text, StringComparison.Ordinal);

        async Task<string> StatusAsync()
        {
            try
            {
                return (await odd.TryAsync("http")).Status;
            }
            catch (HttpRequestException)
            {
                return "no connection";
            }
        }
    }

    /// <summary>Certificates that say "kitchen.example.org" and are not to be believed.</summary>
    private IEnumerable<(string What, X509Certificate2 Certificate, X509Certificate2[] Between)> Wrong()
    {
        const string Name = "kitchen.example.org";
        using var other = new TestAuthority();
        yield return ("another authority of the same name", other.Issue(Name, ForClients), [other.Certificate]);
        yield return ("expired", _authority.Issue(Name, ForClients, from: -2, to: -1), []);
        yield return ("not yet valid", _authority.Issue(Name, ForClients, from: 1, to: 2), []);
        yield return ("for servers alone", _authority.Issue(Name, [TestAuthority.ForServers]), []);
        using var alone = new TestAuthority(Name);
        yield return ("signed by itself", alone.Certificate, []);
        var hall = _authority.Issue("hall", ForClients);
        using var impostor = new TestAuthority(hall);
        yield return ("signed by one that may not sign", impostor.Issue(Name, ForClients), [hall]);
    }

    private static async Task ProbeAsync(SecuredDoors client) =>
        await new Host.Grpc.Protocol.Health.HealthClient(client.Channel).CheckAsync(new Host.Grpc.Protocol.HealthCheckRequest());

    private X509Certificate2 Kitchen() => _authority.Issue("kitchen.example.org", ForClients);

    private async Task RevokeAsync(X509Certificate2 certificate, FakeTimeProvider? time)
    {
        await File.AppendAllTextAsync(Revoked, $"sha256:{certificate.GetCertHashString(HashAlgorithmName.SHA256)} lost\n");
        time?.Advance(TimeSpan.FromSeconds(1));
    }

    private void Know(params string[] lines) => File.WriteAllLines(Callers, lines);

    private Task<SecuredDoors> StartAsync(TlsSettings? tls = null, TimeProvider? time = null, string? keys = null, CapturedLog? log = null, string? revoked = null) =>
        SecuredDoors.StartAsync(SecuredDoors.Settings(keys, certificates: Callers, revoked: revoked), time, log, tls: tls ?? _tls);
}
