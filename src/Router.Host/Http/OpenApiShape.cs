using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Router.Host.Http;

/// <summary>What the OpenAPI document says beyond what the endpoints tell by themselves.</summary>
internal static class OpenApiShape
{
    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Router",
                Version = typeof(OpenApiShape).Assembly.GetName().Version?.ToString(3) ?? "0",
                Description = "Routes what people say to the subsystem that handles it, with intent and slots.",
            };
            // The address is the caller's to know: behind a proxy the server would name its own.
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
    }
}
