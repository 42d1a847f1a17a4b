using Microsoft.Extensions.Logging.Abstractions;
using Router.Host;
using Router.Host.Security;
using Router.Testing;

namespace Router.Tools.Tests.Cli;

/// <summary>Commands that talk to a router which speaks TLS and wants to know who asks, run as processes.</summary>
public sealed class AccessOptionsTests : IDisposable
{
    private const string Session =
        """
        {"at": 0, "event": {"type": "start", "language": "en"}}
        {"at": 0, "event": {"type": "hypothesis", "utteranceId": "u1", "sequence": 1, "text": "wake me up at six", "final": true}}
        {"at": 0, "event": {"type": "end"}}
        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _directory.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Commands_show_a_certificate_or_a_key_and_know_the_router_by_its_authority()
    {
        using var installation = new TestInstallation("alarm");
        await using var server = await RouterServer.StartAsync(
            installation.Configuration(await SettingsAsync()), NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        await File.WriteAllTextAsync(_directory["texts"], "wake me up at six\n");
        await File.WriteAllTextAsync(_directory["session.jsonl"], Session);
        string[] trust = ["--ca", _directory["ca.pem"]];
        string[] certificate = [.. trust, "--cert", _directory["client.pem"], "--key", _directory["client.key"]];
        string[] key = [.. trust, "--api-key-file", _directory["key"]];
        string[] play = ["play", _directory["texts"], "--url", $"{server.Address}", "--wait", "0"];
        string[] stream = ["stream", _directory["session.jsonl"], "--grpc", $"{server.GrpcAddress}", "--wait", "0"];
        string[] bench = ["bench", "--grpc", $"{server.GrpcAddress}", "--concurrency", "1", "--window", "0.1", "--max-windows", "3"];
        string[] status = ["cluster", "status", "--url", $"{server.Address}"];

        foreach (var command in new[] { play, stream, bench })
        {
            foreach (var shown in new[] { certificate, key }) Assert.Equal((command[0], 0), (command[0], (await RunAsync([.. command, .. shown])).Code));
        }
        Assert.Contains("is in no cluster", (await RunAsync([.. status, .. certificate])).Error, StringComparison.Ordinal);
        Assert.Contains("401", (await RunAsync([.. status, .. trust])).Error, StringComparison.Ordinal);
        Assert.Equal(6, (await RunAsync([.. play, .. trust])).Code);
        foreach (var command in new[] { play, stream, status })
        {
            var (code, error) = await RunAsync(command);
            Assert.Equal((command[0], 1), (command[0], code));
            Assert.Contains("remote certificate is invalid", error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--cert client.pem", "--key is missing; a certificate and its key go together")]
    [InlineData("--key client.key", "--cert is missing; a certificate and its key go together")]
    [InlineData("--ca none", "--ca: Could not find file")]
    [InlineData("--ca key", "--ca: FILE: has no certificate in PEM")]
    [InlineData("--ca /dev/zero", "--ca: /dev/zero: has more than 1048576 bytes")]
    [InlineData("--cert client.pem --key ca.pem", "--cert: FILE: are not a certificate and its private key in unencrypted PEM")]
    [InlineData("--api-key-file ca.pem", "--api-key-file: FILE: holds no key: one line of printable ASCII")]
    [InlineData("--api-key-file /dev/null", "--api-key-file: /dev/null: holds no key: one line of printable ASCII")]
    public async Task A_file_that_is_not_what_it_should_be_is_an_error_and_nothing_of_it_is_repeated(string options, string expected)
    {
        await SettingsAsync();
        var words = options.Split(' ').Select(word => word[0] is '-' or '/' ? word : _directory[word]).ToArray();

        var (code, error) = await RunAsync(["cluster", "status", "--url", "https://127.0.0.1:1", .. words]);

        Assert.Equal(2, code);
        Assert.StartsWith($"router: {expected.Replace("FILE", words[1], StringComparison.Ordinal)}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_in_the_bench_s_own_process_is_shown_nothing()
    {
        await SettingsAsync();
        var (code, error) = await RunAsync(["bench", "--ca", _directory["ca.pem"]]);
        Assert.Equal(2, code);
        Assert.StartsWith("router: --ca goes with --url or --grpc", error, StringComparison.Ordinal);
    }

    /// <summary>Writes all files.</summary>
    /// <returns>What a server needs to know of them.</returns>
    private async Task<string> SettingsAsync()
    {
        using var own = _authority.Issue("server", [TestAuthority.ForServers]);
        using var client = _authority.Issue("attic", [TestAuthority.ForClients]);
        TestAuthority.Write(own, _directory["server.pem"], _directory["server.key"]);
        TestAuthority.Write(client, _directory["client.pem"], _directory["client.key"]);
        var (key, line) = ApiKey.Create("kitchen", ["route", "stream"], "");
        await File.WriteAllTextAsync(_directory["ca.pem"], _authority.Pem);
        await File.WriteAllTextAsync(_directory["key"], key + "\n");
        await File.WriteAllTextAsync(_directory["keys"], line.ToLine() + "\n");
        await File.WriteAllTextAsync(_directory["callers"], "attic cn:attic route,stream\n");
        var tls = $"tls {{ certificate = \"{_directory["server.pem"]}\", key = \"{_directory["server.key"]}\", client-ca = \"{_directory["ca.pem"]}\" }}";
        return $"router {{ http {{ {tls} }}\n grpc {{ {tls} }}\n security {{ api-keys-file = \"{_directory["keys"]}\", client-certificates-file = \"{_directory["callers"]}\" }} }}";
    }

    private static async Task<(int Code, string Error)> RunAsync(string[] arguments)
    {
        var (code, _, error) = await RouterProgram.RunAsync(input: null, arguments);
        return (code, error);
    }
}
