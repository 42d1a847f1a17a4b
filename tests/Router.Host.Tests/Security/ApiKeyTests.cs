using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection.V1;
using Microsoft.Extensions.Logging;
using Router.Host.Security;

namespace Router.Host.Tests.Security;

/// <summary>The doors of a node that takes API keys, over real sockets.</summary>
public sealed class ApiKeyTests
{
    public static TheoryData<string> Doors => [.. SecuredDoors.All];

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_key_that_is_known_opens_the_door_in_either_header(string door)
    {
        var (key, line) = KeyFile.Make("kitchen", "route", "stream");
        using var file = new KeyFile("# the voice front ends", "", line);
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(file.Path));

        Assert.Equal("in", (await doors.TryAsync(door, ("Authorization", $"Bearer {key}"))).Status);
        Assert.Equal("in", (await doors.TryAsync(door, ("authorization", $"bearer  {key} "))).Status);
        Assert.Equal("in", (await doors.TryAsync(door, ("X-Api-Key", key))).Status);
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Who_shows_nothing_or_something_else_is_not_known(string door)
    {
        var (key, line) = KeyFile.Make("kitchen", "route", "stream");
        using var file = new KeyFile(line);
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(file.Path));
        var other = KeyFile.Make("kitchen", "route").Key;
        var hash = line.Split(' ')[1];

        (string, string)[][] shown =
        [
            [], [("X-Api-Key", other)], [("Authorization", $"Bearer {other}")], [("Authorization", key)], [("Authorization", $"Basic {key}")],
            [("X-Api-Key", key[..^1])], [("X-Api-Key", key + "x")], [("X-Api-Key", "kitchen")], [("X-Api-Key", hash)], [("X-Api-Key", hash["sha256:".Length..])],
            [("Authorization", "Bearer a.b.c")], [("Authorization", "Bearer")], [("X-Api-Key", other), ("Authorization", $"Bearer {key}")],
        ];
        foreach (var headers in shown)
        {
            var (status, detail) = await doors.TryAsync(door, headers);
            Assert.Equal("UNAUTHENTICATED", status);
            Assert.DoesNotContain(key, detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("http", "route")]
    [InlineData("grpc", "route")]
    [InlineData("websocket", "stream")]
    [InlineData("grpc-stream", "stream")]
    public async Task A_scope_that_is_missing_is_named_and_nothing_else(string door, string scope)
    {
        var (without, lineWithout) = KeyFile.Make("kitchen", [.. Scopes.All.Where(other => other != scope)]);
        var (with, lineWith) = KeyFile.Make("kitchen", scope);
        using var file = new KeyFile(lineWithout, lineWith);
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(file.Path));

        var (status, detail) = await doors.TryAsync(door, ("X-Api-Key", without));

        Assert.Equal("PERMISSION_DENIED", status);
        if (door != "websocket") Assert.Equal($"this call: the scope {scope} is needed", detail);
        Assert.Equal("in", (await doors.TryAsync(door, ("X-Api-Key", with))).Status);
    }

    [Fact]
    public async Task Health_is_open_and_what_the_node_says_of_itself_needs_a_key()
    {
        var (key, line) = KeyFile.Make("kitchen", "metrics");
        using var file = new KeyFile(line);
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(file.Path));

        foreach (var (path, open, known) in new[] { ("/healthz", 200, 200), ("/readyz", 503, 503), ("/v1/subsystems", 401, 503), ("/v1/cluster", 401, 404), ("/openapi.json", 401, 200), ("/nothing", 404, 404) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "X-Api-Key", key } } };
            using var without = await doors.Client.GetAsync(path);
            using var with = await doors.Client.SendAsync(request);
            Assert.Equal((path, open, known), (path, (int)without.StatusCode, (int)with.StatusCode));
        }
        var health = await new Host.Grpc.Protocol.Health.HealthClient(doors.Channel).CheckAsync(new Host.Grpc.Protocol.HealthCheckRequest());
        Assert.Equal(Host.Grpc.Protocol.HealthCheckResponse.Types.ServingStatus.NotServing, health.Status);
        Assert.Equal((StatusCode.Unauthenticated, StatusCode.OK), (await ReflectAsync(doors.Channel, []), await ReflectAsync(doors.Channel, new Metadata { { "x-api-key", key } })));
    }

    [Fact]
    public async Task To_have_a_node_leave_its_cluster_needs_the_scope_admin()
    {
        var (without, lineWithout) = KeyFile.Make("kitchen", [.. Scopes.All.Where(scope => scope != Scopes.Admin)]);
        var (with, lineWith) = KeyFile.Make("operator", Scopes.Admin);
        using var file = new KeyFile(lineWithout, lineWith);
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(file.Path));
        foreach (var (key, status) in new[] { ("", 401), (without, 403), (with, 503) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, "/v1/cluster/members/b");
            if (key.Length > 0) request.Headers.Add("X-Api-Key", key);
            using var answer = await doors.Client.SendAsync(request);
            Assert.Equal(status, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task Without_authentication_everybody_gets_in()
    {
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings());

        foreach (var door in SecuredDoors.All)
        {
            Assert.Equal("in", (await doors.TryAsync(door)).Status);
            Assert.Equal("in", (await doors.TryAsync(door, ("Authorization", "Bearer whatever"))).Status);
        }
    }

    [Fact]
    public async Task Keys_are_rotated_while_the_node_runs()
    {
        var (old, oldLine) = KeyFile.Make("kitchen", "route");
        var (fresh, freshLine) = KeyFile.Make("kitchen", "route");
        using var file = new KeyFile(oldLine);
        var time = new FakeTimeProvider();
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(file.Path), time);

        await ExpectAsync("in", "UNAUTHENTICATED");
        file.Write(oldLine, freshLine);
        await ExpectAsync("in", "UNAUTHENTICATED");
        time.Advance(TimeSpan.FromSeconds(1));
        await ExpectAsync("in", "in");
        file.Write(freshLine);
        time.Advance(TimeSpan.FromSeconds(1));
        await ExpectAsync("UNAUTHENTICATED", "in");

        async Task ExpectAsync(string ofOld, string ofFresh)
        {
            foreach (var door in new[] { "http", "grpc" })
            {
                Assert.Equal(ofOld, (await doors.TryAsync(door, ("X-Api-Key", old))).Status);
                Assert.Equal(ofFresh, (await doors.TryAsync(door, ("X-Api-Key", fresh))).Status);
            }
        }
    }

    [Fact]
    public async Task Who_is_refused_takes_no_line_of_the_log_beside_that_of_the_access_log()
    {
        using var file = new KeyFile(KeyFile.Make("kitchen", "route").Line);
        using var log = new CapturedLog(LogLevel.Information, except: "Microsoft");
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(file.Path), loggers: log);

        foreach (var door in SecuredDoors.All) Assert.Equal("UNAUTHENTICATED", (await doors.TryAsync(door, ("X-Api-Key", "guess"))).Status);

        Assert.DoesNotContain("not known", log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("authenticated", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_key_is_in_the_log_at_any_level()
    {
        var (key, line) = KeyFile.Make("kitchen", "route");
        using var file = new KeyFile(line);
        using var log = new CapturedLog();
        var time = new FakeTimeProvider();
        await using var doors = await SecuredDoors.StartAsync(SecuredDoors.Settings(file.Path), time, log);
        var wrong = KeyFile.Make("kitchen", "route").Key;

        foreach (var door in SecuredDoors.All)
        {
            foreach (var shown in new[] { key, wrong })
            {
                await doors.TryAsync(door, ("X-Api-Key", shown));
                await doors.TryAsync(door, ("Authorization", $"Bearer {shown}"));
            }
        }
        file.Write($"kitchen {key} route");
        time.Advance(TimeSpan.FromSeconds(1));
        await doors.TryAsync("http", ("X-Api-Key", key));

        var text = log.Text;
        Assert.Contains("line 1: the hash is not sha256:", text, StringComparison.Ordinal);
        Assert.DoesNotContain(key, text, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong, text, StringComparison.Ordinal);
    }

    private static async Task<StatusCode> ReflectAsync(GrpcChannel channel, Metadata shown)
    {
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(shown);
        try
        {
            // Nothing is asked: whether anything could be is what counts.
            await call.RequestStream.CompleteAsync();
            await call.ResponseStream.MoveNext(CancellationToken.None);
        }
        catch (RpcException ended)
        {
            return ended.StatusCode;
        }
        return StatusCode.OK;
    }
}
