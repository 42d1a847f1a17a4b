using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Router.Contracts;
using Router.Host;
using Router.Host.Http;
using Router.Host.Listeners;
using Router.Tools.Calls;

namespace Router.Tools.Bench;

/// <summary><c>POST /v1/route</c> of a server, with JSON.</summary>
internal sealed class HttpTarget : ILoadTarget
{
    private readonly HttpClient _client;
    private readonly int _timeoutMs;

    /// <param name="url">The server's address.</param>
    /// <param name="timeout">What each text may take.</param>
    /// <param name="access">What the server is shown; what the environment says unless given.</param>
    public HttpTarget(Uri url, TimeSpan timeout, ServerAccess? access = null)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        _client = new HttpClient((access ?? ServerAccess.OfEnvironment()).Around(handler)) { BaseAddress = url, Timeout = timeout };
        _timeoutMs = (int)timeout.TotalMilliseconds;
    }

    public async Task<TargetAnswer> SendAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            return await PostAsync(new RouteBody { Text = text, TimeoutMs = _timeoutMs }, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new TargetAnswer(default, ErrorCodes.DeadlineExceeded, "there was no answer in time") { IsSilence = true };
        }
        catch (HttpRequestException error)
        {
            return new TargetAnswer(default, ErrorCodes.Unavailable, error.Message) { IsSilence = true };
        }
        catch (JsonException error)
        {
            return new TargetAnswer(default, ErrorCodes.Internal, $"the answer cannot be read: {error.Message}");
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<TargetAnswer> PostAsync(RouteBody body, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Request));
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.Json);
        using var response = await _client.PostAsync("/v1/route", content, cancellationToken);
        var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            var decision = JsonSerializer.Deserialize(answer, WireJson.Decision)!;
            return new TargetAnswer(decision.Timings) { Missing = decision.Missing, From = _client.BaseAddress!.Authority };
        }
        var problem = JsonSerializer.Deserialize(answer, WireJson.Problem)!;
        return new TargetAnswer(default, problem.Code, problem.Detail) { From = _client.BaseAddress!.Authority };
    }
}
