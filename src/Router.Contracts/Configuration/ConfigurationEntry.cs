namespace Router.Contracts.Configuration;

/// <summary>A key of <c>router {}</c> with the value that counts.</summary>
/// <param name="Key">The full key.</param>
/// <param name="Value">The value as HOCON.</param>
/// <param name="Source">The file, or the setting on the command line, that it comes from.</param>
public sealed record ConfigurationEntry(string Key, string Value, string Source);
