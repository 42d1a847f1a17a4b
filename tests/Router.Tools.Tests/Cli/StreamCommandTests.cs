using System.Text.Json;
using Grpc.Core;
using Router.Contracts.Protocol;
using Router.Host;
using Router.Testing;

namespace Router.Tools.Tests.Cli;

/// <summary><c>router stream</c>, run as a process against a server of the test's own.</summary>
public sealed class StreamCommandTests
{
    private const string Session =
        """
        {"at": 0, "event": {"type": "start", "language": "en"}}
        {"at": 10, "event": {"type": "hypothesis", "utteranceId": "u1", "sequence": 1, "text": "turn of"}}
        {"at": 20, "event": {"type": "hypothesis", "utteranceId": "u1", "sequence": 2, "text": "turn off", "final": true}}
        {"at": 30, "event": {"type": "hypothesis", "utteranceId": "u2", "sequence": 1, "text": "stop"}}
        {"at": 40, "event": {"type": "cancel", "utteranceId": "u2"}}
        {"at": 50, "event": {"type": "end"}}
        """;

    [Fact]
    public async Task Sessions_are_played_and_what_becomes_of_each_utterance_is_printed()
    {
        await using var router = await TestRouter.StartAsync(stream: DecideAsync);

        var (code, output, error) = await RunAsync(router, "a", "b");

        Assert.Equal((0, ""), (code, error));
        foreach (var session in new[] { "a", "b" })
        {
            Assert.Matches($"""{session} u1  "turn off?"  so far  iot/iot_hue_lightoff""", output);
            Assert.Matches($"""{session} u1  "turn off"  decided  iot/iot_hue_lightoff  room=hall  hit  \d+\.\d ms""", output);
            Assert.Contains($"{session} u2  \"stop\"  cancelled", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Updates_are_printed_as_json_on_request()
    {
        await using var router = await TestRouter.StartAsync(stream: DecideAsync);

        var (code, output, _) = await RunAsync(router, "a", "--json");

        var updates = output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(0, code);
        Assert.Equal(["provisional", "final"], updates.Select(update => update.GetProperty("update").EnumerateObject().Single().Name));
        Assert.All(updates, update => Assert.Equal("a", update.GetProperty("session").GetString()));
        Assert.True(updates[1].GetProperty("update").GetProperty("final").GetProperty("speculationHit").GetBoolean());
    }

    [Fact]
    public async Task An_utterance_without_a_decision_ends_with_6_and_is_named()
    {
        await using var router = await TestRouter.StartAsync(stream: async (events, updates, context) =>
        {
            await foreach (var message in events.ReadAllAsync(context.CancellationToken))
            {
                if (message.Hypothesis is not { Final: true } final) continue;
                var error = new UtteranceError { UtteranceId = final.UtteranceId, Code = "RESOURCE_EXHAUSTED", Message = "try again later" };
                await updates.WriteAsync(new SessionUpdate { Error = error });
            }
        });

        var (code, output, _) = await RunAsync(router, "a");

        Assert.Equal(6, code);
        Assert.Contains("a u1  \"turn off\"  error  RESOURCE_EXHAUSTED  try again later", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_is_refused_ends_with_6_and_says_why()
    {
        await using var router = await TestRouter.StartAsync(
            stream: (_, _, _) => throw new RpcException(new Grpc.Core.Status(StatusCode.ResourceExhausted, "too many sessions")));

        var (code, output, _) = await RunAsync(router, "a");

        Assert.Equal(6, code);
        Assert.Contains("a: ended with RESOURCE_EXHAUSTED: too many sessions", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_ends_with_1_and_is_named()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["a.jsonl"], Session);

        var (code, output, error) = await RouterProgram.RunAsync(
            input: null, "stream", directory["a.jsonl"], "--grpc", "127.0.0.1:1", "--wait", "0");

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("127.0.0.1:1 was not ready within 0 s", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(TestRouter router, params string[] sessionsAndOptions)
    {
        using var directory = new TemporaryDirectory();
        foreach (var session in sessionsAndOptions.Where(argument => !argument.StartsWith('-')))
            await File.WriteAllTextAsync(directory[$"{session}.jsonl"], Session);
        string[] options = [.. sessionsAndOptions.Where(argument => argument.StartsWith('-'))];
        return await RouterProgram.RunAsync(input: null, ["stream", directory.Path, "--grpc", router.Address.Authority, .. options]);
    }

    private static async Task DecideAsync(
        IAsyncStreamReader<SessionEvent> events, IServerStreamWriter<SessionUpdate> updates, ServerCallContext context)
    {
        var decision = new RouteDecision
        {
            Outcome = Outcome.Routed,
            Subsystem = "iot",
            Intent = "iot_hue_lightoff",
            Slots = { new Slot { Type = "room", Text = "hall" } },
        };
        await foreach (var message in events.ReadAllAsync(context.CancellationToken))
        {
            if (message.Hypothesis is not { UtteranceId: "u1" } heard) continue;
            await updates.WriteAsync(heard.Final
                ? new SessionUpdate { Final = new FinalDecision { UtteranceId = "u1", Decision = decision, SpeculationHit = true } }
                : new SessionUpdate { Provisional = new ProvisionalDecision { UtteranceId = "u1", Decision = decision } });
        }
    }
}
