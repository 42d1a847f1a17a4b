using System.Diagnostics;
using System.Text;
using Router.Host;

namespace Router.Testing;

/// <summary>The built program, run as a process.</summary>
internal sealed class RouterProgram : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource<string> _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RouterProgram(Process process) => _process = process;

    /// <summary>Standard output so far.</summary>
    public string Output { get { lock (_output) return _output.ToString(); } }

    /// <summary>Standard error so far.</summary>
    public string Error { get { lock (_error) return _error.ToString(); } }

    /// <summary>Completes with the address when the program says that it serves; fails when it ends instead.</summary>
    public Task<string> Serving => _serving.Task.WaitAsync(Limit);

    /// <summary>Bytes of its memory that are in RAM.</summary>
    public long ResidentBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Runs the program to its end.</summary>
    /// <returns>Exit code, standard output and standard error.</returns>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string? input, params string[] arguments)
    {
        await using var program = Start(arguments);
        if (input is not null) await program._process.StandardInput.WriteAsync(input);
        program._process.StandardInput.Close();
        var code = await program.ExitAsync();
        return (code, program.Output, program.Error);
    }

    /// <summary>Starts the program.</summary>
    public static RouterProgram Start(params string[] arguments) => StartWith([], arguments);

    /// <summary>Starts the program.</summary>
    /// <param name="environment">What is set beside the test's own, each <c>NAME=VALUE</c>.</param>
    /// <param name="arguments">Its command line.</param>
    public static RouterProgram StartWith(IEnumerable<string> environment, params string[] arguments)
    {
        // A test run in the background of a script ignores SIGINT, and its children would inherit that.
        var info = new ProcessStartInfo("env")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = Installation.Root,
        };
        string[] command = ["--default-signal=INT", .. environment, "dotnet", Path.Combine(AppContext.BaseDirectory, "router.dll"), .. arguments];
        foreach (var argument in command) info.ArgumentList.Add(argument);
        var program = new RouterProgram(new Process { StartInfo = info, EnableRaisingEvents = true });
        program.Run();
        return program;
    }

    /// <summary>Sends a signal as a shell would.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end.</summary>
    /// <param name="within">For how long; two minutes unless given.</param>
    public async Task<int> ExitAsync(TimeSpan? within = null)
    {
        using var limit = new CancellationTokenSource(within ?? Limit);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Run()
    {
        const string announcement = "Serving on ";
        _process.OutputDataReceived += (_, line) =>
        {
            Append(_output, line.Data);
            if (line.Data?.StartsWith(announcement, StringComparison.Ordinal) == true) _serving.TrySetResult(line.Data[announcement.Length..]);
        };
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        _process.Exited += (_, _) => _serving.TrySetException(new InvalidOperationException("the program ended: " + Error));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.Append(line).Append('\n');
    }
}
