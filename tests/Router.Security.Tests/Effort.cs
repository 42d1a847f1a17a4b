using System.Globalization;

namespace Router.Security.Tests;

/// <summary>
/// How hard the attacks are: as written, they take a minute together; the environment's <c>ROUTER_ATTACKS=N</c> multiplies what they send and try, and
/// <c>ROUTER_ATTACK_SEED=N</c> has them try other damage.
/// </summary>
internal static class Effort
{
    private const int AtOnce = 100;

    private static readonly int Factor = Read("ROUTER_ATTACKS", 1);

    /// <summary>What damage is drawn from; the same in every run, so that what fails once fails again.</summary>
    public static int Seed { get; } = Read("ROUTER_ATTACK_SEED", 1);

    /// <summary>How many of something that is written as a number.</summary>
    public static int Times(int count) => checked(count * Factor);

    /// <summary>
    /// Does something as often as is written as a number, no more than a hundred at once: more connections than an address may have close each other, and
    /// those of the ordinary client, which has the same.
    /// </summary>
    /// <returns>All results.</returns>
    public static async Task<IReadOnlyList<T>> TogetherAsync<T>(int count, Func<Task<T>> attack)
    {
        var results = new List<T>();
        foreach (var wave in Enumerable.Range(0, Times(count)).Chunk(AtOnce)) results.AddRange(await Task.WhenAll(wave.Select(_ => attack())));
        return results;
    }

    private static int Read(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
}
