using System.CommandLine;
using Grpc.Core;
using Router.Host;
using Router.Tools.Calls;
using Router.Tools.Playback;
using Spectre.Console;

namespace Router.Tools.Cli;

/// <summary><c>router stream</c>: plays recorded sessions to a running router and shows its decisions as they come.</summary>
internal static class StreamCommand
{
    private const int DefaultWait = 10;

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Recorded sessions, or directories of them; several are played at once. docs/recorded-sessions.md describes the files.",
            Arity = ArgumentArity.OneOrMore,
        };
        var grpc = new Option<Uri?>("--grpc", "-g")
        {
            Description = "Where the router listens for gRPC; 127.0.0.1:8090 unless given, https://HOST:PORT for TLS.",
            HelpName = "HOST:PORT",
            CustomParser = Addresses.ParseGrpc,
        };
        var speed = NumberOption.CreateReal("--speed", "-x", "How many times faster than recorded; 1 unless given.", 0.1, 100);
        var json = new Option<bool>("--json") { Description = "Prints the router's updates as the JSON of protobuf, one a line with the name of its session." };
        var now = SpeakerOptions.NowOfServer();
        var wait = NumberOption.Create("--wait", "-w", $"Seconds to wait for the router to be ready; {DefaultWait} unless given.", 0, 3600);
        var command = new Command(
            "stream",
            "Plays recorded sessions of a speech recogniser to a running router, with their timing, and shows its decisions.\n\n"
            + "Ends with code 0 when every utterance with a final hypothesis got its decision.")
        {
            files, grpc, speed, json, now, wait,
        };
        var access = AccessOptions.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var scripts = await ReadAsync(result.GetRequiredValue(files), cancellationToken);
            if (result.GetValue(now) is { } said) scripts = [.. scripts.Select(script => script.SaidAt(said))];
            using var channel = GrpcChannels.Open(result.GetValue(grpc) ?? new Uri("http://127.0.0.1:8090"), access.Read(result));
            await ServerReadiness.WaitAsync(channel, TimeSpan.FromSeconds(result.GetValue(wait) ?? DefaultWait), cancellationToken);
            var player = new SessionPlayer(channel, result.GetValue(speed) ?? 1, TimeProvider.System);
            return await PlayAsync(player, scripts, View(result.GetValue(json)), cancellationToken);
        });
        return command;
    }

    /// <summary>Reads the sessions that a command line names.</summary>
    /// <exception cref="UsageException">One cannot be read, or there is none.</exception>
    public static async Task<IReadOnlyList<SessionScript>> ReadAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        try
        {
            var scripts = await SessionScript.ReadAsync(paths, cancellationToken);
            return scripts.Count > 0 ? scripts : throw new UsageException($"there is no session in {string.Join(", ", paths)}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new UsageException(error.Message);
        }
    }

    private static IStreamView View(bool json) => json
        ? new JsonStreamView(Console.Out)
        : LiveStreamView.Fits(AnsiConsole.Console) ? new LiveStreamView(AnsiConsole.Console)
        : new LineStreamView(Console.Out);

    private static async Task<int> PlayAsync(
        SessionPlayer player, IReadOnlyList<SessionScript> scripts, IStreamView view, CancellationToken cancellationToken)
    {
        var undecided = 0;
        await view.RunAsync(async () =>
        {
            var statuses = await Task.WhenAll(scripts.Select(script => PlayAsync(player, script, view, cancellationToken)));
            undecided = statuses.Sum();
        });
        return undecided == 0 ? ExitCodes.Ok : ExitCodes.NotAllDecided;
    }

    /// <summary>Plays one session.</summary>
    /// <returns>How many utterances got no decision; one more when the session did not end well.</returns>
    private static async Task<int> PlayAsync(SessionPlayer player, SessionScript script, IStreamView view, CancellationToken cancellationToken)
    {
        var counted = new UndecidedCount(view.Open(script.Name));
        var status = await player.PlayAsync(script, counted, due: null, cancellationToken);
        if (status.StatusCode == StatusCode.OK) return counted.Value;
        view.Failed(script.Name, status);
        return counted.Value + 1;
    }

    /// <summary>Counts the utterances without a decision on the way to the view.</summary>
    private sealed class UndecidedCount(ISessionListener view) : ISessionListener
    {
        private int _value;

        public int Value => Volatile.Read(ref _value);

        public void Sent(Contracts.Protocol.SessionEvent sent) => view.Sent(sent);

        public void Received(Contracts.Protocol.SessionUpdate update) => view.Received(update);

        public void Ended(UtteranceEnd end)
        {
            if (end.Decision is null) Interlocked.Increment(ref _value);
            view.Ended(end);
        }
    }
}
