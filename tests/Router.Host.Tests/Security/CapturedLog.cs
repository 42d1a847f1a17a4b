using System.Text;
using Microsoft.Extensions.Logging;

namespace Router.Host.Tests.Security;

/// <summary>Keeps everything that is logged, of every level.</summary>
internal sealed class CapturedLog : ILoggerFactory
{
    private readonly StringBuilder _text = new();

    public string Text { get { lock (_text) return _text.ToString(); } }

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private sealed class Logger(CapturedLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (log._text) log._text.Append(formatter(state, exception)).Append(' ').Append(exception).Append('\n');
        }
    }
}
