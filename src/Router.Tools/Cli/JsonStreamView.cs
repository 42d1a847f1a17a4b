using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Router.Contracts.Protocol;
using Router.Tools.Calls;
using Router.Tools.Playback;

namespace Router.Tools.Cli;

/// <summary>Prints a session's updates as JSON lines, for programs.</summary>
internal sealed class JsonStreamView(TextWriter output) : IStreamView
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    private readonly TextWriter _output = TextWriter.Synchronized(output);

    public ISessionListener Open(string session) => new Listener(this, session);

    public void Failed(string session, Status status) => Write(new JsonObject
    {
        ["session"] = session,
        ["ended"] = new JsonObject { ["code"] = CallStatus.NameOf(status.StatusCode), ["detail"] = status.Detail },
    });

    public Task RunAsync(Func<Task> play) => play();

    private void Write(JsonObject line) => _output.WriteLine(line.ToJsonString(new JsonSerializerOptions(Contracts.WireJson.Options)));

    private sealed class Listener(JsonStreamView view, string session) : ISessionListener
    {
        public void Sent(SessionEvent sent)
        {
        }

        public void Received(SessionUpdate update) =>
            view.Write(new JsonObject { ["session"] = session, ["update"] = JsonNode.Parse(Formatter.Format(update)) });

        public void Ended(UtteranceEnd end)
        {
        }
    }
}
