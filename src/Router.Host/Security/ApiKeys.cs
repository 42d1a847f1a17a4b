using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Router.Contracts.Configuration;

namespace Router.Host.Security;

/// <summary>One line of the file of API keys.</summary>
/// <param name="Name">Whose it is; several keys may have one name, so that a new one can be handed out before the old one goes.</param>
/// <param name="Hash">SHA-256 of the key's UTF-8. Keys are random, 256 bits long: nothing can be guessed that a slow hash would protect.</param>
/// <param name="Scopes">What its holder may do.</param>
/// <param name="Tenant">Whom the holder works for; "" for nobody in particular.</param>
internal sealed record ApiKey(string Name, byte[] Hash, IReadOnlyList<string> Scopes, string Tenant)
{
    private const string Algorithm = "sha256:";

    /// <summary>Makes a key.</summary>
    /// <returns>The key, and what is kept of it.</returns>
    /// <exception cref="FormatException">The file may not hold it.</exception>
    public static (string Key, ApiKey Entry) Create(string name, IReadOnlyList<string> scopes, string tenant)
    {
        Check(name, scopes, tenant);
        var key = $"rk_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
        return (key, new ApiKey(name, HashOf(key), scopes, tenant));
    }

    /// <summary>What is kept of a key.</summary>
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is none; the message repeats nothing of it, as somebody may have written the key itself.</exception>
    public static ApiKey Parse(string line)
    {
        var parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is not (3 or 4)) throw new FormatException("has not three or four words: NAME sha256:HASH SCOPE,SCOPE [TENANT]");
        var hash = parts[1].StartsWith(Algorithm, StringComparison.Ordinal) ? parts[1][Algorithm.Length..] : "";
        if (hash.Length != 2 * SHA256.HashSizeInBytes || !hash.All(char.IsAsciiHexDigit))
            throw new FormatException($"the hash is not {Algorithm} and {2 * SHA256.HashSizeInBytes} hexadecimal digits");
        var key = new ApiKey(parts[0], Convert.FromHexString(hash), parts[2].Split(','), parts.Length == 4 ? parts[3] : "");
        Check(key.Name, key.Scopes, key.Tenant);
        return key;
    }

    /// <summary>The line that <see cref="Parse"/> reads.</summary>
    public string ToLine() => $"{Name} {Algorithm}{Convert.ToHexStringLower(Hash)} {string.Join(',', Scopes)} {Tenant}".TrimEnd();

    private static void Check(string name, IReadOnlyList<string> scopes, string tenant)
    {
        if (!ValueForms.IsName(name)) throw new FormatException($"the name is not {ValueForms.AllowedName}");
        if (scopes.Except(Security.Scopes.All, StringComparer.Ordinal).Any())
            throw new FormatException($"a scope is not one of {string.Join(", ", Security.Scopes.All)}");
        if (tenant.Length > 0 && !ValueForms.IsName(tenant)) throw new FormatException($"the tenant is not {ValueForms.AllowedName}");
    }
}

/// <summary>The API keys that are taken.</summary>
internal sealed class ApiKeys
{
    private const int Most = 4096;

    private readonly List<ApiKey> _keys = [];

    /// <summary>Reads a file: a key a line; empty lines and those that begin with # are passed over.</summary>
    /// <exception cref="FormatException">A line is wrong.</exception>
    public static ApiKeys Parse(string text)
    {
        var keys = new ApiKeys();
        foreach (var (index, line) in text.Split('\n').Index())
        {
            if (line.AsSpan().Trim() is [] or ['#', ..]) continue;
            try
            {
                keys.Add(ApiKey.Parse(line));
            }
            catch (FormatException wrong)
            {
                throw new FormatException($"line {index + 1}: {wrong.Message}", wrong);
            }
        }
        return keys;
    }

    /// <summary>The entry of a key; null when there is none. It takes as long whether and wherever it is found.</summary>
    public ApiKey? Find(string key)
    {
        var hash = ApiKey.HashOf(key);
        ApiKey? found = null;
        foreach (var entry in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, entry.Hash)) found = entry;
        }
        return found;
    }

    private void Add(ApiKey key)
    {
        if (_keys.Count == Most) throw new FormatException($"is one key too many; at most {Most} are allowed");
        if (_keys.Any(other => other.Hash.AsSpan().SequenceEqual(key.Hash))) throw new FormatException("the hash stands above already");
        _keys.Add(key);
    }
}
