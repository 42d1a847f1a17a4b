using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Router.Host.Tests.Security;

/// <summary>Keeps everything that is logged.</summary>
/// <param name="least">The lowest level that is kept.</param>
/// <param name="except">Categories that begin so are left out, as the program's own log leaves them out.</param>
internal sealed class CapturedLog(LogLevel least = LogLevel.Trace, params string[] except) : ILoggerFactory
{
    private readonly StringBuilder _text = new();

    public string Text { get { lock (_text) return _text.ToString(); } }

    public ILogger CreateLogger(string categoryName) => Array.Exists(except, category => categoryName.StartsWith(category, StringComparison.Ordinal)) ? NullLogger.Instance : new Logger(this, least);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private sealed class Logger(CapturedLog log, LogLevel least) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel < least) return;
            lock (log._text) log._text.Append(formatter(state, exception)).Append(' ').Append(exception).Append('\n');
        }
    }
}
