using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Host.Files;
using Router.Host.Tls;

namespace Router.Host.Tests.Tls;

/// <summary>The list of certificates that count no more, and nodes that read it.</summary>
public sealed class RevokedCertificatesTests : IDisposable
{
    private const string Digits = "5f0c000000000000000000000000000000000000000000000000000000009e1b";

    private readonly TemporaryDirectory _directory = new();
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _directory.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("sha256:" + Digits)]
    [InlineData("  sha256:5F0C000000000000000000000000000000000000000000000000000000009E1B\tthe kitchen's, lost on Monday\r")]
    [InlineData("# lost\n\nsha256:5F:0C:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:9E:1B")]
    public void A_fingerprint_is_read_as_programs_write_it(string text)
    {
        var revoked = RevokedCertificates.Parse(text);

        Assert.True(revoked.HasAny(["00", Digits.ToUpperInvariant()]));
        Assert.False(revoked.HasAny(["00", new string('0', 64)]));
        Assert.False(revoked.HasAny([]));
    }

    [Theory]
    [InlineData(Digits)]
    [InlineData("sha256:" + Digits + "00")]
    [InlineData("sha256:5f0c")]
    [InlineData("sha1:" + Digits)]
    [InlineData("sha256:" + "5g0c000000000000000000000000000000000000000000000000000000009e1b")]
    public void A_line_that_is_no_fingerprint_is_an_error_with_its_number(string line)
    {
        var error = Assert.Throws<FormatException>(() => RevokedCertificates.Parse($"# lost\n{line}"));
        Assert.StartsWith("line 2: does not begin with sha256:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_takes_no_connection_with_one_and_opens_none_to_one()
    {
        var (sound, lost) = (Write("sound"), Write("lost"));
        var changes = new List<FileChange>();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var list = _directory["revoked"];
        await File.WriteAllTextAsync(list, "");
        var node = NodeTls.Open(sound, NullLogger.Instance, time, list, changes.Add);
        var other = NodeTls.Open(lost, NullLogger.Instance, TimeProvider.System);
        Assert.Equal((true, true), (await MeetAsync(node, other), await MeetAsync(other, node)));

        using var certificate = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(lost.Certificate));
        await File.WriteAllTextAsync(list, $"sha256:{certificate.GetCertHashString(HashAlgorithmName.SHA256)}");
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((false, false), (await MeetAsync(node, other), await MeetAsync(other, node)));
        Assert.Equal((list, null), (Assert.Single(changes).Path, changes[0].Problem));
    }

    private NodeTlsSettings Write(string name)
    {
        var settings = new NodeTlsSettings(_directory[$"{name}.pem"], _directory[$"{name}.key"], _directory["ca.pem"]);
        using var certificate = _authority.Issue(name);
        TestAuthority.Write(certificate, settings.Certificate, settings.Key);
        File.WriteAllText(settings.NodeCa, _authority.Pem);
        return settings;
    }

    /// <returns>Whether both sides are content: a byte goes each way.</returns>
    private static async Task<bool> MeetAsync(NodeTls called, NodeTls calling)
    {
        using var listening = new TcpListener(IPAddress.Loopback, 0);
        listening.Start();
        using var socket = new TcpClient();
        await socket.ConnectAsync((IPEndPoint)listening.LocalEndpoint);
        await using var server = new SslStream((await listening.AcceptTcpClientAsync()).GetStream());
        await using var client = new SslStream(socket.GetStream());
        var ends = await Task.WhenAll(
            EndAsync(server, () => server.AuthenticateAsServerAsync(called.AsServer())), EndAsync(client, () => client.AuthenticateAsClientAsync(calling.AsClient("node"))));
        return ends.All(isContent => isContent);
    }

    private static async Task<bool> EndAsync(SslStream stream, Func<Task> authenticate)
    {
        try
        {
            await authenticate();
            await stream.WriteAsync("x"u8.ToArray());
            return await stream.ReadAsync(new byte[1]) == 1;
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            // The other side waits for nothing more.
            await stream.DisposeAsync();
            return false;
        }
    }
}
