using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Router.Contracts;
using Router.Host.Listeners;
using Router.Host.Routing;
using Router.Host.Security;

namespace Router.Host.Http;

/// <summary><c>POST /v1/route</c>.</summary>
internal sealed class RouteEndpoint(NodeGate gate, HttpOptions options, ILogger logger)
{
    /// <summary>The content coding that changes nothing (RFC 9110, section 8.4.1).</summary>
    private const string Identity = "identity";

    private static readonly RouteError Encoded = new(
        ErrorCodes.InvalidArgument, "Content-Encoding: bodies are taken as they are, without any compression", HeaderNames.ContentEncoding);

    public static void Map(IEndpointRouteBuilder routes, NodeGate gate, HttpOptions options, ILogger logger)
    {
        var endpoint = new RouteEndpoint(gate, options, logger);
        // As a Delegate and not as a RequestDelegate: only the former is listed in the OpenAPI document.
        routes.MapPost("/v1/route", (Delegate)endpoint.HandleAsync)
            .WithMetadata(new Right(Scopes.Route))
            .WithName(OpenApiShape.RouteOperation)
            .WithTags("routing")
            .WithSummary("Routes one text or a list of texts.")
            .WithDescription(
                "With text the answer is a decision, with texts an object with a list: for each text, in order, its decision or "
                + "an object with an error. The same messages are taken and given as application/x-protobuf.")
            .Accepts<RouteBody>(MediaTypes.Json, MediaTypes.Protobuf)
            .Produces<RouteDecision>(StatusCodes.Status200OK, MediaTypes.Json, MediaTypes.Protobuf)
            .Produces<Problem>(StatusCodes.Status400BadRequest, Problem.MediaType)
            .Produces<Problem>(StatusCodes.Status401Unauthorized, Problem.MediaType)
            .Produces<Problem>(StatusCodes.Status403Forbidden, Problem.MediaType)
            .Produces<Problem>(StatusCodes.Status413PayloadTooLarge, Problem.MediaType)
            .Produces<Problem>(StatusCodes.Status415UnsupportedMediaType, Problem.MediaType)
            .Produces<Problem>(StatusCodes.Status429TooManyRequests, Problem.MediaType)
            .Produces<Problem>(StatusCodes.Status503ServiceUnavailable, Problem.MediaType)
            .Produces<Problem>(StatusCodes.Status504GatewayTimeout, Problem.MediaType);
    }

    private async Task HandleAsync(HttpContext context)
    {
        var isKnown = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type);
        if (!isKnown || !(MediaTypes.IsJson(type!) || MediaTypes.IsProtobuf(type!)))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }
        if (IsEncoded(context.Request))
        {
            context.Response.Headers.AcceptEncoding = Identity;
            await ProblemResponse.WriteAsync(context, Encoded, StatusCodes.Status415UnsupportedMediaType);
            return;
        }
        if (gate.Node is not { } node)
        {
            await ProblemResponse.WriteAsync(context, RouteError.Starting);
            return;
        }
        var (queries, caller) = (node.Queries, Caller.Of(context).Id);
        if (MediaTypes.IsJson(type!))
        {
            // The texts of a list may wait for room.
            RouteError? Refuse(ReadOnlySequence<byte> json) => RequestReader.MayBeList(json) ? queries.RefuseList(caller) : queries.RefuseUnread(caller);
            if (await ReadAsync(context, Refuse, RequestReader.ReadJson) is { } body) await RouteJsonAsync(context, queries, body);
        }
        else if (await ReadAsync(context, _ => queries.RefuseUnread(caller), ProtobufBody.Read) is { } request)
        {
            await RouteOneAsync(context, queries, RequestTime.Check(request, queries.Limits));
        }
    }

    /// <summary>Reads a request; a node that is full does not parse what it refuses.</summary>
    /// <returns>Null when it was refused.</returns>
    private static async ValueTask<T?> ReadAsync<T>(HttpContext context, Func<ReadOnlySequence<byte>, RouteError?> refuse, Func<ReadOnlySequence<byte>, T> parse)
        where T : class
    {
        RouteError? refused = null;
        var request = await RequestReader.ReadAsync(context, body => (refused = refuse(body)) is null ? parse(body) : null);
        if (request is null) await ProblemResponse.WriteAsync(context, refused!);
        return request;
    }

    private static bool IsEncoded(HttpRequest request) =>
        request.Headers.ContentEncoding.Any(coding => !string.Equals(coding, Identity, StringComparison.OrdinalIgnoreCase));

    private async Task RouteJsonAsync(HttpContext context, QueryRouter router, RouteBody body)
    {
        RequestReader.CheckTexts(body, options.MaxTexts);
        var request = RequestTime.Check(RequestReader.Options(body), router.Limits);
        if (Caller.Of(context).CountMore(body.Texts is { } all ? all.Count - 1 : 0) is { } exceeded)
        {
            await ProblemResponse.WriteAsync(context, exceeded);
            return;
        }
        if (body.Texts is { } texts) await RouteListAsync(context, router, request, texts);
        else await RouteOneAsync(context, router, request with { Text = body.Text! });
    }

    private static async Task RouteOneAsync(HttpContext context, QueryRouter router, RouteRequest request)
    {
        if (await IsDeniedAsync(context, request.Priority)) return;
        var caller = Caller.Of(context);
        switch (caller.Show(await router.RouteAsync(request with { Asker = caller.Asker }, context.RequestAborted)))
        {
            case RouteDecision decision when MediaTypes.WantsProtobuf(context.Request):
                await ProtobufBody.WriteAsync(context, decision);
                break;
            case RouteDecision decision:
                await context.Response.WriteAsJsonAsync(decision, WireJson.Decision, MediaTypes.Json, context.RequestAborted);
                break;
            case RouteRefused refused:
                await ProblemResponse.WriteAsync(context, RouteError.From(refused));
                break;
        }
    }

    private static async Task<bool> IsDeniedAsync(HttpContext context, QueryPriority priority)
    {
        if (Caller.Of(context).Refuse(priority) is not { } denied) return false;
        await ProblemResponse.WriteAsync(context, denied);
        return true;
    }

    private async Task RouteListAsync(HttpContext context, QueryRouter router, RouteRequest shared, IReadOnlyList<string?> texts)
    {
        if (await IsDeniedAsync(context, shared.Priority)) return;
        var caller = Caller.Of(context);
        shared = shared with { Asker = caller.Asker };
        if (router.RefuseList(caller.Id, texts.Count, shared.Timeout ?? router.Limits.DefaultTimeout) is { } refused)
        {
            await ProblemResponse.WriteAsync(context, refused);
            return;
        }
        var (answers, window) = (new Task<object>[texts.Count], router.OpenWindow(shared.Asker));
        for (var i = 0; i < answers.Length; i++)
            answers[i] = RouteElementAsync(router, caller, window, shared with { Text = texts[i] ?? "", Field = $"texts[{i}]" }, context.RequestAborted);
        var list = new DecisionList(await Task.WhenAll(answers));
        await context.Response.WriteAsJsonAsync(
            list, WireJson.TypeInfo<DecisionList>(), MediaTypes.Json, context.RequestAborted);
    }

    private async Task<object> RouteElementAsync(
        QueryRouter router, Caller caller, AdmissionWindow window, RouteRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var result = caller.Show(await router.RouteAsync(request, window, cancellationToken));
            return result is RouteRefused refused ? new ErrorEnvelope(RouteError.From(refused)) : result;
        }
        catch (InvalidRequestException invalid)
        {
            RouterMetrics.Invalid();
            return new ErrorEnvelope(RouteError.From(invalid));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogMessages.QueryFailed(logger, failure);
            return new ErrorEnvelope(RouteError.Internal);
        }
    }
}
