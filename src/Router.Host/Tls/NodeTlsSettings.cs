using Router.Contracts.Configuration;
using static Router.Contracts.Configuration.ValueForms;

namespace Router.Host.Tls;

/// <summary><c>router.cluster.tls</c>: how nodes know each other.</summary>
/// <param name="Certificate">PEM file: the node's certificate first, then those that lead to an authority, if any.</param>
/// <param name="Key">PEM file with the certificate's private key, not encrypted.</param>
/// <param name="NodeCa">PEM file: who vouches for nodes.</param>
public sealed record NodeTlsSettings(string Certificate, string Key, string NodeCa)
{
    /// <summary>Reads the section.</summary>
    /// <returns>Null for cleartext.</returns>
    public static NodeTlsSettings? Read(SettingsReader section)
    {
        string[] keys = ["certificate", "key", "node-ca"];
        var files = keys.Select(key => section.ReadPath(key, OptionalFile)).ToArray();
        if (!section.IsSound || files.All(file => file is null)) return null;
        foreach (var (key, file) in keys.Zip(files))
        {
            if (file is null) section.Refuse(key, "a file, as the other keys of the section name one, or \"\" for all");
        }
        return section.IsSound ? new NodeTlsSettings(files[0]!, files[1]!, files[2]!) : null;
    }
}
