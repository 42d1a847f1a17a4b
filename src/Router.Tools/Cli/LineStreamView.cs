using System.Globalization;
using Grpc.Core;
using Router.Contracts.Protocol;
using Router.Tools.Calls;
using Router.Tools.Playback;

namespace Router.Tools.Cli;

/// <summary>Shows decisions line by line as they come, where there is no terminal.</summary>
internal sealed class LineStreamView : IStreamView
{
    private readonly TextWriter _output;
    private readonly StreamRows _rows;

    public LineStreamView(TextWriter output)
    {
        _output = TextWriter.Synchronized(output);
        _rows = new StreamRows(Write);
    }

    public ISessionListener Open(string session) => _rows.Open(session);

    public void Failed(string session, Status status) =>
        _output.WriteLine($"{session}: ended with {CallStatus.NameOf(status.StatusCode)}: {status.Detail}");

    public Task RunAsync(Func<Task> play) => play();

    private void Write(UtteranceRow row, object cause)
    {
        string?[] parts = cause switch
        {
            SessionUpdate => ["so far", row.Intent],
            UtteranceEnd { Decision: null } => ["error", row.Intent, row.Slots],
            UtteranceEnd => ["decided", row.Intent, row.Slots, row.End, string.Create(CultureInfo.InvariantCulture, $"{row.LatencyMs:0.0} ms")],
            SessionEvent { Cancel: not null } => ["cancelled"],
            _ => [],
        };
        if (parts.Length > 0)
            _output.WriteLine($"{row.Session} {row.UtteranceId}  \"{row.Text}\"  {string.Join("  ", parts.Where(part => part?.Length > 0))}");
    }
}
