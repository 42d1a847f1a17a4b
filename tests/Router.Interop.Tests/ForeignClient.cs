using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Router.Interop.Tests;

/// <summary>A client in another language, in a process of its own: takes commands and gives answers as lines of JSON.</summary>
internal sealed class ForeignClient : IAsyncDisposable
{
    /// <summary>Only bounds a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private ForeignClient(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors) _errors.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
    }

    /// <summary>Starts a client and waits until it is ready.</summary>
    /// <param name="program">What runs it.</param>
    /// <param name="script">The client, in the folder clients.</param>
    /// <param name="remedy">What to do when it cannot run.</param>
    public static async Task<ForeignClient> StartAsync(string program, string script, string remedy)
    {
        var start = new ProcessStartInfo(program, [Path.Combine(ClientsFolder, script)])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        try
        {
            var client = new ForeignClient(Process.Start(start)!);
            var ready = await client.NextAsync();
            Assert.NotNull(ready["ready"]);
            return client;
        }
        catch (Exception error) when (error is Win32Exception or EndOfStreamException)
        {
            throw new InvalidOperationException($"{program} {script} does not run. {remedy} {error.Message}", error);
        }
    }

    /// <summary>Gives a command and waits for its first answer.</summary>
    public async Task<JsonObject> AskAsync(string scenario, Uri target, object? arguments = null)
    {
        var command = arguments is null ? [] : JsonSerializer.SerializeToNode(arguments)!.AsObject();
        command["scenario"] = scenario;
        command["target"] = target.Authority;
        await _process.StandardInput.WriteLineAsync(command.ToJsonString());
        await _process.StandardInput.FlushAsync();
        return await NextAsync();
    }

    /// <summary>Waits for the next answer of a command that gives several.</summary>
    public async Task<JsonObject> NextAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        if (line is null)
        {
            await _process.WaitForExitAsync();
            throw new EndOfStreamException($"It ended with exit code {_process.ExitCode}:\n{Errors}");
        }
        var answer = JsonNode.Parse(line)!.AsObject();
        if (answer["failed"] is { } failure) Assert.Fail($"The client failed:\n{failure}\n{Errors}");
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string ClientsFolder => typeof(ForeignClient).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => string.Equals(attribute.Key, "Clients", StringComparison.Ordinal)).Value!;

    private string Errors
    {
        get
        {
            lock (_errors) return _errors.ToString();
        }
    }
}
