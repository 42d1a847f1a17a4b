using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Router.Host.Http;

/// <summary>The media types of requests and decisions.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string Protobuf = "application/x-protobuf";

    /// <summary>Whether a Content-Type is JSON in UTF-8.</summary>
    public static bool IsJson(MediaTypeHeaderValue type) =>
        type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a Content-Type is protobuf.</summary>
    public static bool IsProtobuf(MediaTypeHeaderValue type) => type.MediaType.Equals(Protobuf, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the answer is to be protobuf: when Accept names it, or, without a type in Accept, when the request was.</summary>
    public static bool WantsProtobuf(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        foreach (var type in accepted)
        {
            if (IsProtobuf(type)) return true;
            if (type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)) return false;
        }
        return MediaTypeHeaderValue.TryParse(request.ContentType, out var sent) && IsProtobuf(sent);
    }
}
