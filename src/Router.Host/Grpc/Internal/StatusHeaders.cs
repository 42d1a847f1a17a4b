using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Router.Host.Grpc.Internal;

/// <summary>A status as headers or trailers.</summary>
internal static class StatusHeaders
{
    public static void Write(IHeaderDictionary headers, GrpcStatus status)
    {
        headers[GrpcHeaders.Status] = ((int)status.Code).ToString(CultureInfo.InvariantCulture);
        if (!string.IsNullOrEmpty(status.Detail)) headers[GrpcHeaders.Message] = PercentEncoding.Encode(status.Detail);
    }
}
