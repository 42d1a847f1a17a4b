using System.CommandLine.Parsing;
using Router.Host;

namespace Router.Tools.Cli;

/// <summary>Reads the addresses of servers from the command line.</summary>
internal static class Addresses
{
    /// <summary>An http or https address.</summary>
    public static Uri? ParseHttp(ArgumentResult result)
    {
        var text = Text(result);
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return url;
        result.AddError($"--url is '{text}'; an http or https address is needed");
        return null;
    }

    /// <summary><c>HOST:PORT</c> for cleartext, or an http or https address.</summary>
    public static Uri? ParseGrpc(ArgumentResult result)
    {
        var text = Text(result);
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        if (Uri.TryCreate(whole, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", PathAndQuery: "/", Port: > 0 })
            return address;
        result.AddError($"--grpc is '{text}'; HOST:PORT or https://HOST:PORT is needed");
        return null;
    }

    private static string Text(ArgumentResult result) => result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
}
