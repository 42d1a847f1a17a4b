using Router.Host.Security;

namespace Router.Host.Tests.Security;

/// <summary>A file of API keys, removed afterwards.</summary>
internal sealed class KeyFile : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public KeyFile(params string[] lines) => Write(lines);

    public string Path => _directory["keys"];

    /// <summary>Makes a key with its line.</summary>
    public static (string Key, string Line) Make(string name, params string[] scopes)
    {
        var (key, entry) = ApiKey.Create(name, scopes, tenant: "");
        return (key, entry.ToLine());
    }

    public void Write(params string[] lines) => File.WriteAllLines(Path, lines);

    public void Dispose() => _directory.Dispose();
}
