using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Router.Host.Security;

/// <summary>One line of the file of API keys.</summary>
/// <param name="Caller">Whose it is; several keys may be one caller's, so that a new one can be handed out before the old one goes.</param>
/// <param name="Hash">SHA-256 of the key's UTF-8. Keys are random, 256 bits long: nothing can be guessed that a slow hash would protect.</param>
internal sealed record ApiKey(KnownCaller Caller, byte[] Hash)
{
    private const string Algorithm = "sha256:";

    /// <summary>What stands for a key in the file.</summary>
    public const string Form = $"{Algorithm}HASH";

    /// <summary>Makes a key.</summary>
    /// <returns>The key, and what is kept of it.</returns>
    /// <exception cref="FormatException">The file may not hold it.</exception>
    public static (string Key, ApiKey Entry) Create(string name, IReadOnlyList<string> scopes, string tenant)
    {
        var caller = new KnownCaller(name, scopes, tenant);
        caller.Check();
        var key = $"rk_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
        return (key, new ApiKey(caller, HashOf(key)));
    }

    /// <summary>What is kept of a key.</summary>
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Reads what stands for a key.</summary>
    /// <exception cref="FormatException">It does not; the message repeats nothing of it, as somebody may have written the key itself.</exception>
    public static byte[] ParseHash(string word)
    {
        var hash = word.StartsWith(Algorithm, StringComparison.Ordinal) ? word[Algorithm.Length..] : "";
        if (hash.Length != 2 * SHA256.HashSizeInBytes || !hash.All(char.IsAsciiHexDigit))
            throw new FormatException($"the hash is not {Algorithm} and {2 * SHA256.HashSizeInBytes} hexadecimal digits");
        return Convert.FromHexString(hash);
    }

    /// <summary>The line of the file.</summary>
    public string ToLine() => Caller.ToLine($"{Algorithm}{Convert.ToHexStringLower(Hash)}");
}

/// <summary>The API keys that are taken.</summary>
internal sealed class ApiKeys
{
    private readonly List<ApiKey> _keys = [];

    /// <summary>Reads a file of callers.</summary>
    /// <exception cref="FormatException">A line is wrong.</exception>
    public static ApiKeys Parse(string text)
    {
        var keys = new ApiKeys();
        CallerFile.Read(text, ApiKey.Form, (word, caller) => keys.Add(new ApiKey(caller, ApiKey.ParseHash(word))));
        return keys;
    }

    /// <summary>Whose a key is; null when it is nobody's. It takes as long whether and wherever it is found.</summary>
    public KnownCaller? Find(string key)
    {
        var hash = ApiKey.HashOf(key);
        KnownCaller? found = null;
        foreach (var entry in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, entry.Hash)) found = entry.Caller;
        }
        return found;
    }

    private void Add(ApiKey key)
    {
        if (_keys.Any(other => other.Hash.AsSpan().SequenceEqual(key.Hash))) throw new FormatException("the hash stands above already");
        _keys.Add(key);
    }
}
