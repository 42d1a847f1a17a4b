using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Router.Security.Tests.Wire;

/// <summary>Requests of HTTP/1.1 byte by byte, right or wrong.</summary>
internal static class RawHttp
{
    /// <summary>A proper request behind which the server closes the connection.</summary>
    public const string Last = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private const string HeadEnd = "\r\n\r\n";

    /// <summary>Only bounds a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<NetworkStream> ConnectAsync(Uri server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Sends bytes, and reads to the end of the connection.</summary>
    /// <returns>The status of each answer, with spaces between.</returns>
    public static async Task<string> SendAsync(Uri server, string request) => Statuses(await SendAsync(server, Encoding.Latin1.GetBytes(request), isAll: false));

    /// <summary>Sends bytes, and reads to the end of the connection.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="bytes">Anything.</param>
    /// <param name="isAll">Whether the client says that it will send no more.</param>
    /// <returns>All that was answered.</returns>
    public static async Task<string> SendAsync(Uri server, byte[] bytes, bool isAll)
    {
        await using var stream = await ConnectAsync(server);
        var reading = ReadAsync(stream);
        try
        {
            await stream.WriteAsync(bytes);
            if (isAll) stream.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (gone is IOException or SocketException)
        {
            // The server has heard enough.
        }
        return await reading.WaitAsync(Patience);
    }

    /// <summary>Reads to the end of a connection.</summary>
    public static async Task<string> ReadAsync(Stream stream)
    {
        using var read = new MemoryStream();
        try
        {
            await stream.CopyToAsync(read);
        }
        catch (IOException)
        {
            // It ended in the middle.
        }
        return Encoding.Latin1.GetString(read.ToArray());
    }

    /// <summary>The status of each answer, with spaces between.</summary>
    public static string Statuses(string answers)
    {
        var statuses = new List<string>();
        for (var at = 0; at < answers.Length;)
        {
            var body = answers.IndexOf(HeadEnd, at, StringComparison.Ordinal) + HeadEnd.Length;
            if (body < HeadEnd.Length) return string.Join(' ', statuses) + " cut";
            var head = answers[at..body];
            statuses.Add(head.Substring("HTTP/1.1 ".Length, 3));
            at = body + Length(head, answers, body);
        }
        return string.Join(' ', statuses);
    }

    private static int Length(string head, string answers, int body)
    {
        const string announced = "\r\nContent-Length: ";
        if (head.Contains("\r\nTransfer-Encoding: chunked\r\n", StringComparison.Ordinal))
            return answers.IndexOf("\r\n0\r\n\r\n", body - 2, StringComparison.Ordinal) + "\r\n0\r\n\r\n".Length - body;
        var at = head.IndexOf(announced, StringComparison.Ordinal);
        // Without a length, the end of the connection is the end of the body.
        if (at < 0) return answers.Length - body;
        at += announced.Length;
        return int.Parse(head[at..head.IndexOf('\r', at)], CultureInfo.InvariantCulture);
    }
}
