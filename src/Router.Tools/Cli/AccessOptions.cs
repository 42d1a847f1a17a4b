using System.CommandLine;
using System.Text;
using Router.Host.Tls;
using Router.Tools.Calls;

namespace Router.Tools.Cli;

/// <summary>The options of commands that talk to a running router: what they show, and whom they trust.</summary>
internal sealed class AccessOptions
{
    /// <summary>Chains of certificates have some kilobytes.</summary>
    private const int LargestFile = 1 << 20;

    private readonly Option<string?> _ca = new("--ca")
    {
        Description = "PEM file with the authorities that vouch for the router, in the place of those that the system knows.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _certificate = new("--cert")
    {
        Description = "PEM file with the certificate to show, and those that lead to an authority after it.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _certificateKey = new("--key") { Description = "PEM file with the private key of --cert, not encrypted.", HelpName = "FILE" };

    private readonly Option<string?> _apiKey = new("--api-key-file")
    {
        Description = $"File with the API key or token to show; what {ServerAccess.Variable} holds unless given.",
        HelpName = "FILE",
    };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_ca, _certificate, _certificateKey, _apiKey];

    /// <summary>Gives a command the options.</summary>
    public static AccessOptions AddTo(Command command)
    {
        var options = new AccessOptions();
        foreach (var option in options.All) command.Options.Add(option);
        return options;
    }

    /// <summary>Reads the files that a command line names.</summary>
    /// <exception cref="UsageException">One cannot be read or holds something else, or of certificate and key one is missing.</exception>
    public ServerAccess Read(ParseResult result)
    {
        var (certificate, key) = (result.GetValue(_certificate), result.GetValue(_certificateKey));
        if (certificate is null != key is null) throw new UsageException($"{(key is null ? "--key" : "--cert")} is missing; a certificate and its key go together");
        var access = ServerAccess.OfEnvironment();
        if (result.GetValue(_apiKey) is { } file) access = access with { Key = KeyOf(file) };
        if (result.GetValue(_ca) is { } ca) access = access with { Authorities = Parse("--ca", ca, () => Authorities.Parse(ReadFile("--ca", ca))) };
        if (certificate is not null)
            access = access with { Certificate = Parse("--cert", certificate, () => OwnCertificate.Parse(ReadFile("--cert", certificate), ReadFile("--key", key!))) };
        return access;
    }

    private string KeyOf(string file)
    {
        var key = ReadFile(_apiKey.Name, file).Trim();
        // The message repeats nothing of it.
        return key.Length > 0 && key.All(c => c is > ' ' and < '\x7f') ? key : throw new UsageException($"{_apiKey.Name}: {file}: holds no key: one line of printable ASCII");
    }

    private static T Parse<T>(string option, string file, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (FormatException wrong)
        {
            throw new UsageException($"{option}: {file}: {wrong.Message}");
        }
    }

    private static string ReadFile(string option, string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var content = new byte[LargestFile + 1];
            var length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return length <= LargestFile ? Encoding.UTF8.GetString(content, 0, length) : throw new UsageException($"{option}: {file}: has more than {LargestFile} bytes");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option}: {error.Message}");
        }
    }
}
