using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Testing;

namespace Router.Host.Tests.Http;

/// <summary>As many texts in one request as it may have, each with as many commands as it may have: ten queries for each.</summary>
[Collection(RouterCollection.Name)]
public sealed class ManyTextsTests
{
    [Fact]
    public async Task They_wait_for_room_and_all_are_decided()
    {
        // Few heads and much time, so that it is far off on a busy machine too.
        using var installation = new TestInstallation("alarm", "iot");
        await using var server = await RouterServer.StartAsync(
            installation.Configuration("router.deadline.max=10m"), NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        using var client = new HttpClient { BaseAddress = server.Address };
        string[] rooms = ["kitchen", "hall", "bedroom", "garage"];
        var texts = Enumerable.Range(0, 256)
            .Select(i => $"turn off the {rooms[i % 4]} lights and wake me up at {i / 4 % 12} and close the blinds and then turn the lights to {i} percent").ToArray();

        using var response = await client.PostJsonAsync(JsonSerializer.Serialize(new { texts, timeoutMs = 600_000 }));
        var answers = (await HttpCalls.ReadJsonAsync(response)).GetProperty("decisions").EnumerateArray().ToArray();

        Assert.True(server.Node.Queries.Limits.MaxInFlight < 10 * texts.Length);
        Assert.Equal(texts.Length, answers.Length);
        Assert.All(answers.Zip(texts), pair => Assert.Equal(pair.Second, pair.First.GetProperty("text").GetString()));
        Assert.Contains(answers, answer => answer.GetProperty("outcome").GetString() == "multiple");
        Assert.Equal(0, server.Node.Queries.InFlight);
    }
}
