using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Router.Contracts;
using Router.Host.Files;
using Router.Host.Security;
using Router.Host.Tests.Configuration;
using Router.Host.Tests.Security;

namespace Router.Host.Tests.Audit;

public sealed class AuditLogTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly DeploymentFolder _deployment = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 14, 0, 0, TimeSpan.Zero));
    private readonly CapturedLog _log = new();

    private string Path => _directory["audit"];

    private JsonElement[] Lines => [.. File.ReadAllLines(Path).Select(line => JsonDocument.Parse(line).RootElement)];

    public void Dispose()
    {
        _directory.Dispose();
        _deployment.Dispose();
        _log.Dispose();
    }

    [Fact]
    public void It_begins_with_the_configuration_and_ends_with_the_node()
    {
        Open().Close();

        Assert.Equal(
            $$"""{"time":"2026-11-29T14:00:00+00:00","node":"node-1","act":"node.start","who":"","tenant":"","from":"","what":"configuration","result":"OK","detail":"{{_deployment.Load().Digest}}"}""",
            File.ReadAllLines(Path)[0]);
        Assert.Equal(["node.start", "node.stop"], Lines.Select(line => line.GetProperty("act").GetString()));
    }

    [Fact]
    public void The_digest_of_a_configuration_tells_of_each_change_and_not_where_a_value_stands()
    {
        var digest = _deployment.Load().Digest;

        Assert.Matches("^sha256:[0-9a-f]{64}$", digest);
        Assert.Equal(digest, _deployment.Load().Digest);
        Assert.Equal(digest, _deployment.Load("router.http.port=8080").Digest);
        Assert.NotEqual(digest, _deployment.Load("router.http.port=8081").Digest);
        Assert.NotEqual(digest, _deployment.Load("akka.cluster.failure-detector.threshold=9").Digest);
    }

    [Fact]
    public void What_a_caller_names_is_cut_and_cannot_end_a_line()
    {
        var http = new DefaultHttpContext { TraceIdentifier = "4bf92f3577b34da6a3ce929d0e0e4736" };
        http.Connection.RemoteIpAddress = System.Net.IPAddress.Parse("10.0.0.7");
        Assert.True(Open().TryWrite(AuditAct.Of(http, "cluster.leave", $"a\n\u001b[31m\u202e{new string('x', 10_000)}", ErrorCodes.NotFound)));

        var written = File.ReadAllText(Path);
        var line = Lines[^1];
        Assert.Equal(2, Lines.Length);
        Assert.DoesNotContain(written, character => (char.IsControl(character) && character != '\n') || character > '~');
        Assert.Equal(256, line.GetProperty("what").GetString()!.Length);
        Assert.Equal(("10.0.0.7", "NOT_FOUND", "4bf92f3577b34da6a3ce929d0e0e4736"), (Text(line, "from"), Text(line, "result"), Text(line, "trace")));
    }

    [Fact]
    public void Of_very_many_refused_callers_sixty_are_told_and_then_one_a_second_and_the_rest_is_counted()
    {
        var (audit, act) = (Open(), AuditAct.OfNode("authenticate", "POST /v1/route", ErrorCodes.Unauthenticated));
        for (var i = 0; i < 60; i++) audit.Refuse(act);
        Assert.Equal(61, Lines.Length);
        for (var i = 0; i < 1000; i++) audit.Refuse(act);
        Assert.Equal(61, Lines.Length);
        _time.Advance(TimeSpan.FromSeconds(1));
        audit.Refuse(act);
        audit.Refuse(act);
        audit.Close();

        Assert.All(Lines[..61], line => Assert.False(line.TryGetProperty("untold", out _)));
        Assert.Equal([1000, 1], Lines[61..].Select(line => line.GetProperty("untold").GetInt32()));
        Assert.Equal("node.stop", Text(Lines[^1], "act"));
    }

    [Fact]
    public void A_file_of_keys_that_changes_is_told_with_its_digest_and_one_that_is_wrong_with_what_is()
    {
        var (_, line) = KeyFile.Make("kitchen", "route");
        using var file = new KeyFile(line);
        var keys = new WatchedFile<ApiKeys>("router.security.api-keys-file", file.Path, ApiKeys.Parse, _log.CreateLogger("x"), _time, Open().TellReload);
        keys.Open();
        foreach (var text in new[] { line, "# none", "wrong", "wrong", line })
        {
            file.Write(text);
            _time.Advance(TimeSpan.FromSeconds(1));
            _ = keys.Current;
        }

        Assert.Equal(["OK", "INVALID_ARGUMENT", "OK"], Lines[1..].Select(told => Text(told, "result")));
        Assert.All(Lines[1..], told => Assert.Equal(("keys.reload", file.Path), (Text(told, "act"), Text(told, "what"))));
        Assert.Matches("^sha256:[0-9a-f]{64}$", Text(Lines[1], "detail"));
        Assert.StartsWith("line 1: has not three or four words", Text(Lines[2], "detail"), StringComparison.Ordinal);
        Assert.DoesNotContain(line.Split(' ')[1], File.ReadAllText(Path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_cannot_write_it_does_not_start()
    {
        Directory.CreateDirectory(Path);
        var error = Assert.Throws<ConfigurationError>(Open);

        Assert.StartsWith($"router.audit.file: {Path} cannot be written: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_written_is_counted_and_logged()
    {
        using var counters = new CounterReadings("router.audit.failed");
        var audit = Open();
        File.Delete(Path);
        Directory.CreateDirectory(Path);

        Assert.False(audit.TryWrite(AuditAct.OfNode("keys.reload", "/keys")));
        Assert.Contains($"{Path} cannot be written, and the audit log lacks keys.reload: ", _log.Text, StringComparison.Ordinal);
        Assert.InRange(counters["router.audit.failed"], 1, long.MaxValue);
        Directory.Delete(Path);
        Assert.True(audit.TryWrite(AuditAct.OfNode("keys.reload", "/keys")));
    }

    [Fact]
    public void Without_a_file_nothing_is_written_and_nothing_fails()
    {
        var audit = AuditLog.Open(settings: null, "node-1", _deployment.Load().Digest, _log.CreateLogger("x"), _time);
        audit.Refuse(AuditAct.OfNode("authenticate", "x"));
        Assert.True(audit.TryWrite(AuditAct.OfNode("keys.reload", "/keys")));
        audit.Close();

        Assert.Equal(("", 0), (_log.Text, Directory.GetFileSystemEntries(_directory.Path).Length));
    }

    private static string Text(JsonElement line, string field) => line.GetProperty(field).GetString()!;

    private AuditLog Open() => AuditLog.Open(new AuditSettings(Path, 1_000_000, 3), "node-1", _deployment.Load().Digest, _log.CreateLogger("x"), _time);
}
