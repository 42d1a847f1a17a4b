using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Router.Host.Configuration;
using Router.Host.Security;

namespace Router.Tools.Cli;

/// <summary>The program's log: one line an event on standard error, so that standard output holds results alone.</summary>
internal static class CliLogging
{
    private const string Timestamp = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>A server's log.</summary>
    /// <param name="settings">What is written, and how.</param>
    /// <param name="verbose">Whether everything is.</param>
    public static ILoggerFactory ForServer(LogSettings settings, bool verbose) => Create(verbose ? LogLevel.Debug : settings.Level, settings.Format);

    /// <summary>The log of a command that ends by itself: warnings, or everything of note when asked for.</summary>
    public static ILoggerFactory ForTools(bool verbose) => Create(verbose ? LogLevel.Information : LogLevel.Error, LogFormat.Text);

    private static ILoggerFactory Create(LogLevel level, LogFormat format) => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(level);
        // The framework's own chatter about every request says nothing that the metrics do not.
        var quiet = level > LogLevel.Warning ? level : LogLevel.Warning;
        logging.AddFilter("Microsoft", level > LogLevel.Debug ? quiet : level);
        // They would tell the paths of requests, and what stands in those that cannot be read: a client may have put a text there.
        logging.AddFilter("Microsoft.AspNetCore.Routing", quiet);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.BadRequests", quiet);
        // Of gRPC calls the router itself tells what is worth it; the library would tell every refusal, with texts of its client.
        logging.AddFilter("Grpc", level > LogLevel.Debug ? LogLevel.None : level);
        // A connection that its client floods is ended, and counted; the server would tell each of them as critical.
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.Http2", level > LogLevel.Debug ? LogLevel.None : level);
        // What keeps the server from starting is told by the command, in one line.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        // It would tell the addresses of requests, their query strings among them, and give each line its path.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // A line about a request bears its id.
        logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId);
        // The access log is asked for by a key of its own.
        logging.AddFilter(AccessLog.Category, LogLevel.Information);
        if (format == LogFormat.Json) logging.AddJsonConsole(Describe);
        else logging.AddConsole(console => console.FormatterName = LineFormatter.FormatterName).AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>(Describe);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });

    private static void Describe(ConsoleFormatterOptions console) =>
        (console.IncludeScopes, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, Timestamp);
}
