using System.CommandLine;
using System.Globalization;
using Router.Host;

namespace Router.Tools.Cli;

/// <summary>Options that take a number between two bounds.</summary>
internal static class NumberOption
{
    /// <summary>An option for a whole number; null when it is not given.</summary>
    /// <param name="name">Its name with the hyphens.</param>
    /// <param name="alias">Its short name.</param>
    /// <param name="description">For the help.</param>
    /// <param name="smallest">Lower bound, allowed.</param>
    /// <param name="largest">Upper bound, allowed.</param>
    public static Option<int?> Create(string name, string alias, string description, int smallest, int largest) => new(name, alias)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (int.TryParse(text, out var number) && number >= smallest && number <= largest) return number;
            result.AddError($"{name} is '{text}'; allowed are {smallest} to {largest}");
            return null;
        },
    };

    /// <summary>An option for a number that may have a fraction; null when it is not given.</summary>
    /// <inheritdoc cref="Create"/>
    public static Option<double?> CreateReal(string name, string alias, string description, double smallest, double largest) => new(name, alias)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number >= smallest && number <= largest)
            {
                return number;
            }
            result.AddError($"{name} is '{text}'; allowed are {smallest} to {largest}");
            return null;
        },
    };
}
