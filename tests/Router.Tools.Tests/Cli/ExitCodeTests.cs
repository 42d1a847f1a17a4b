using System.Net;
using System.Net.Sockets;
using Router.Host;
using Router.Testing;

namespace Router.Tools.Tests.Cli;

/// <summary>What the program says and which code it ends with when something is wrong, run as a process.</summary>
public sealed class ExitCodeTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("serve --help")]
    [InlineData("config check")]
    [InlineData("config show")]
    public async Task What_goes_well_ends_with_0(string arguments)
    {
        var (code, output, error) = await RouterProgram.RunAsync(input: null, arguments.Split(' '));

        Assert.Equal((0, ""), (code, error));
        Assert.NotEqual("", output);
    }

    [Fact]
    public async Task A_node_of_a_cluster_has_its_own_settings()
    {
        var file = Path.Combine(Installation.Root, "hocon", "cluster.conf");
        var (code, output, _) = await RouterProgram.RunAsync(input: null, "config", "show", "--config", file, "--node", "b");
        Assert.Equal(0, code);
        Assert.Contains("router.node-name = b", output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^router\.cluster\.port = 8101 .*b\.conf", output);
    }

    [Fact]
    public async Task A_node_that_does_not_answer_has_no_cluster_to_tell_of()
    {
        // Nothing listens on port 1 without the rights of an administrator.
        var (code, output, error) = await RouterProgram.RunAsync(input: null, "cluster", "status", "--url", "http://127.0.0.1:1");
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("router: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_documents_every_exit_code()
    {
        var (_, output, _) = await RouterProgram.RunAsync(input: null, "--help");

        foreach (var code in new[] { 0, 1, 2, 3, 4, 5, 6, 130 }) Assert.Matches($@"(?m)^\s+{code}\s+\S", output);
    }

    [Theory]
    [InlineData("", "command")]
    [InlineData("rout", "rout")]
    [InlineData("serve --port seventy", "--port")]
    [InlineData("serve --port 65536", "--port")]
    [InlineData("route a b", "b")]
    [InlineData("route --nosuch", "there is no option --nosuch")]
    [InlineData("values --nosuch", "there is no option --nosuch")]
    [InlineData("route --concurrency 0 a", "--concurrency")]
    [InlineData("route a --input b", "--input")]
    [InlineData("route a --time-zone Mars/Olympus", "--time-zone is 'Mars/Olympus'")]
    [InlineData("route a --now yesterday", "--now is 'yesterday'")]
    [InlineData("values", "TEXT")]
    [InlineData("values a --lines", "--lines")]
    [InlineData("values a --language fr", "fr")]
    [InlineData("values a --zone Mars/Olympus", "--zone is 'Mars/Olympus'")]
    [InlineData("route a --output b", "--output")]
    [InlineData("route --input no/such/file", "no/such/file")]
    [InlineData("play no/such/file", "no/such/file")]
    [InlineData("play global.json --set router.http.port=1", "--set")]
    [InlineData("stream samples/sessions --config hocon/router.conf", "--config")]
    [InlineData("values a --node b", "--node")]
    [InlineData("cluster status --set router.http.port=1", "--set")]
    [InlineData("eval cutting --pairs no/such/file", "--pairs: ")]
    [InlineData("eval cutting --singles no/such/file", "--singles: ")]
    [InlineData("cluster status --url nowhere", "--url is 'nowhere'")]
    [InlineData("bench --concurrency 0", "--concurrency is '0'")]
    [InlineData("bench --rate 1 --concurrency 1", "--rate")]
    [InlineData("bench --url http://a --grpc a:1", "--grpc")]
    [InlineData("bench --grpc a:1 --no-cache", "--no-cache")]
    [InlineData("bench --grpc a:1 --front-ends", "--front-ends")]
    [InlineData("bench --grpc :1", "--grpc is ':1'")]
    [InlineData("bench --csv no/such/directory/file", "--csv")]
    [InlineData("bench --mode songs", "songs")]
    [InlineData("bench --mode sessions --url http://a", "--url")]
    [InlineData("bench --mode sessions --sessions no/such/file", "no/such/file")]
    [InlineData("bench --speed 0", "--speed is '0'; allowed are 0.1 to 100")]
    [InlineData("stream", "FILE")]
    [InlineData("stream no/such/file", "no/such/file")]
    [InlineData("stream global.json", "global.json:1")]
    public async Task A_wrong_command_line_ends_with_2(string arguments, string named)
    {
        var (code, output, error) = await RouterProgram.RunAsync(input: null, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("router.limits.max-text-length=0", "router.limits.max-text-length")]
    [InlineData("router.limits.max-text-length=many", "router.limits.max-text-length")]
    [InlineData("router.limits.max-txet-length=5", "router.limits.max-txet-length")]
    [InlineData("router.backbone-defaults.devices=[\"tpu:0\"]", "router.backbone-defaults.devices")]
    [InlineData("router.http.port", "router.http.port")]
    [InlineData("akka.actor.provider=bogus", "akka.actor.provider: found bogus")]
    public async Task A_wrong_configuration_ends_with_3_and_names_the_key(string setting, string key)
    {
        foreach (var command in new[] { "serve", "config check" })
        {
            var (code, _, error) = await RouterProgram.RunAsync(input: null, [.. command.Split(' '), "--set", setting]);

            Assert.Equal(3, code);
            Assert.Contains(key, error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--set router.nosuch=1", 3, "router.nosuch")]
    [InlineData("--node nosuch", 3, "nosuch")]
    [InlineData("--set router.ranker.version=9.9.9", 4, "ranker/9.9.9")]
    public async Task A_bench_of_idle_sessions_ends_at_once_when_its_server_cannot_start(string arguments, int expected, string named)
    {
        var (code, _, error) = await RouterProgram.RunAsync(input: null, ["bench", "--mode", "idle", "-n", "1", .. arguments.Split(' ')]);

        Assert.Equal(expected, code);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_file_that_is_not_there_or_broken_ends_with_3_and_names_the_file()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["open.conf"], "router { http {");
        await File.WriteAllTextAsync(directory["include.conf"], "include \"no-such.conf\"");
        await File.WriteAllTextAsync(directory["required.conf"], "include required(file(\"no-such.conf\"))");

        (string File, string Named)[] cases = [("missing.conf", "missing.conf"), ("open.conf", "open.conf"), ("include.conf", "no-such.conf"), ("required.conf", "required.conf: line 1, column 9")];
        foreach (var (file, named) in cases)
        {
            var (code, _, error) = await RouterProgram.RunAsync(input: null, "serve", "--config", directory[file]);

            Assert.Equal(3, code);
            Assert.Contains(named, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Two_subsystems_of_one_name_end_with_3_and_both_files_are_named()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["subsystems"]);
        await File.WriteAllTextAsync(directory["router.conf"], "router {}");
        await File.WriteAllTextAsync(directory["subsystems", "one.conf"], "router.subsystems.alarm {}");
        await File.WriteAllTextAsync(directory["subsystems", "two.conf"], "router.subsystems.alarm {}");

        var (code, _, error) = await RouterProgram.RunAsync(input: null, "config", "check", "--config", directory["router.conf"]);

        Assert.Equal(3, code);
        Assert.Contains("one.conf", error, StringComparison.Ordinal);
        Assert.Contains("two.conf", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_that_are_not_there_end_with_4_and_the_directory_is_named()
    {
        foreach (var command in new[] { "route a", "models list", "models verify" })
        {
            string[] arguments = [.. command.Split(' '), "--set", "router.models.path=/no/such/models"];
            var (code, output, error) = await RouterProgram.RunAsync(input: null, arguments);

            Assert.Equal((4, ""), (code, output));
            Assert.Contains("/no/such/models", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_device_that_this_machine_lacks_ends_with_4_and_says_what_to_do()
    {
        var (code, _, error) = await RouterProgram.RunAsync(input: null, "route", "a", "--set", "router.backbone-defaults.devices=[\"cuda:0\"]");

        Assert.Equal(4, code);
        Assert.Contains("./run.sh --gpu", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_ends_with_5_and_says_what_to_do()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (code, output, error) = await RouterProgram.RunAsync(input: null, "serve", "--port", $"{port}");

        Assert.Equal((5, ""), (code, output));
        Assert.Contains($"127.0.0.1:{port} is in use", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Contains("--port", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_of_the_cluster_in_use_ends_with_5_and_one_line_that_names_its_key()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (code, output, error) = await RouterProgram.RunAsync(
            input: null, "serve", "--port", "0", "--grpc-port", "0", "--set", "router.log.level=error",
            "--set", "router.cluster.enabled=on", "--set", "router.cluster.host=127.0.0.1", "--set", $"router.cluster.port={port}");

        Assert.Equal((5, ""), (code, output));
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"router: 127.0.0.1:{port} is in use", line, StringComparison.Ordinal);
        Assert.Contains("router.cluster.port", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Details_are_printed_on_request_only()
    {
        string[] arguments = ["route", "a", "--set", "router.models.path=/no/such/models"];

        var (_, _, plain) = await RouterProgram.RunAsync(input: null, arguments);
        var (_, _, verbose) = await RouterProgram.RunAsync(input: null, [.. arguments, "--verbose"]);

        Assert.DoesNotContain("   at ", plain, StringComparison.Ordinal);
        Assert.Contains("   at ", verbose, StringComparison.Ordinal);
    }
}
