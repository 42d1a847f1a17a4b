using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Router.Host.Tests.Security;

/// <summary>One event of a log.</summary>
/// <param name="Category">Where it comes from.</param>
/// <param name="Message">Its text.</param>
/// <param name="Fields">What it is made of, by name.</param>
/// <param name="TraceId">The request's id, which loggers take from the current activity; "" without one.</param>
internal sealed record LogLine(string Category, string Message, IReadOnlyDictionary<string, object?> Fields, string TraceId);

/// <summary>Keeps what is logged, with the scopes that the program's own log shows.</summary>
internal sealed class ScopedLog : ILoggerProvider, ISupportExternalScope
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private IExternalScopeProvider? _scopes;
    private TaskCompletionSource _next = NewSignal();

    public ScopedLog(LogLevel least = LogLevel.Information) => Factory = LoggerFactory.Create(logging => logging
        .SetMinimumLevel(least)
        .Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId)
        .AddProvider(this));

    public ILoggerFactory Factory { get; }

    public ConcurrentQueue<LogLine> Lines { get; } = [];

    /// <summary>The first line of which something is true, once there is one.</summary>
    public async Task<LogLine> FindAsync(Func<LogLine, bool> isWanted)
    {
        while (true)
        {
            var next = Volatile.Read(ref _next).Task;
            if (Lines.FirstOrDefault(isWanted) is { } found) return found;
            await next.WaitAsync(Patience);
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Add(LogLine line)
    {
        Lines.Enqueue(line);
        Interlocked.Exchange(ref _next, NewSignal()).SetResult();
    }

    private string TraceId()
    {
        var found = "";
        _scopes?.ForEachScope(
            (scope, _) =>
            {
                if (scope is not IEnumerable<KeyValuePair<string, object?>> fields) return;
                found = fields.Where(field => field.Key == "TraceId").Select(field => $"{field.Value}").LastOrDefault(found);
            },
            state: 0);
        return found;
    }

    private sealed class Logger(ScopedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var fields = (state as IEnumerable<KeyValuePair<string, object?>> ?? []).ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal);
            log.Add(new LogLine(category, formatter(state, exception), fields, log.TraceId()));
        }
    }
}
