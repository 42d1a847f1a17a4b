using Router.Contracts.Configuration;
using static Router.Contracts.Configuration.ValueForms;

namespace Router.Host.Configuration.Internal;

/// <summary>What is checked of <c>akka {}</c>: a key of Akka.NET's whose wrong value would end the start with a stack and no key.</summary>
internal static class EngineRules
{
    private const string Provider = "akka.actor.provider";

    private static readonly string[] Providers = ["local", "remote", "cluster"];

    private static readonly ValueForm<string> ProviderForm = Word($"one of {string.Join(", ", Providers)}", Providers.Contains);

    public static void Check(IReadOnlyList<ConfigurationLayer> layers, ConfigurationProblems problems)
    {
        foreach (var layer in layers)
        {
            if (layer.Values.TryGetValue(Provider, out var value) && !ProviderForm.Read(value, out _))
                problems.Add($"{Provider}: found {Show(value)} in {layer.Name}; allowed: {ProviderForm.Allowed}");
        }
    }
}
