using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Router.Host;

namespace Router.Tools.Cli;

/// <summary>The program's log: one line an event on standard error, so that standard output holds results alone.</summary>
internal static class CliLogging
{
    /// <summary>A server's log.</summary>
    /// <param name="level">The least severe level that is written.</param>
    public static ILoggerFactory ForServer(LogLevel level) => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(level);
        // The framework's own chatter about every request says nothing that the metrics do not.
        logging.AddFilter("Microsoft", level > LogLevel.Debug ? LogLevel.Warning : level);
        // Of gRPC calls the router itself tells what is worth it; the library would tell every refusal, with texts of its client.
        logging.AddFilter("Grpc", level > LogLevel.Debug ? LogLevel.None : level);
        // What keeps the server from starting is told by the command, in one line.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        // It would tell the addresses of requests, their query strings among them, and give each line its path.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // A line about a request bears its id.
        logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId);
        logging.AddSimpleConsole(console =>
        {
            console.IncludeScopes = true;
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });

    /// <summary>The log of a command that ends by itself: warnings, or everything of note when asked for.</summary>
    public static ILoggerFactory ForTools(bool verbose) => ForServer(verbose ? LogLevel.Information : LogLevel.Error);
}
