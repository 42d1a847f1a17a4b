using System.Globalization;
using Router.ValueCases;

const string Help = """
    Reads every sentence of a file of value cases and tells how many are read as they should be.

    Router.ValueCases FILE [--language English|Chinese] [--failures] [--at-least GROUP=PERCENT]... [--slowest MILLISECONDS]

    FILE         one case a line: language, model, text, now, results[text, start, end, type, resolution]
    --language   only the cases of a language
    --failures   what is wrong, case by case
    --at-least   a bound for plain, ranges or numbers, in each language; exit status 1 where it is missed
    --slowest    the longest that a case may take after warming up; exit status 1 where one takes longer

    docs/values-map.md tells which of our kinds each type of the file is, and how values are compared.
    """;

string? file = null, language = null;
var (failures, slowest, bounds) = (false, double.MaxValue, new Dictionary<string, double>(StringComparer.Ordinal));
try
{
    for (var i = 0; i < args.Length; i++)
    {
        switch (args[i])
        {
            case "--help" or "-h":
                Console.WriteLine(Help);
                return 0;
            case "--failures":
                failures = true;
                break;
            case "--language":
                language = args[++i];
                break;
            case "--slowest":
                slowest = double.Parse(args[++i], CultureInfo.InvariantCulture);
                break;
            case "--at-least":
                var bound = args[++i].Split('=');
                bounds[bound[0]] = double.Parse(bound[1], CultureInfo.InvariantCulture);
                break;
            default:
                file = args[i];
                break;
        }
    }
}
catch (Exception error) when (error is FormatException or IndexOutOfRangeException)
{
    file = null;
}
if (file is null || !File.Exists(file))
{
    Console.Error.WriteLine(Help);
    return 2;
}
var cases = ValueCase.Load(file).Where(one => language is null || one.Language == language).ToList();
return new Report(cases, Console.Out).Print(failures, bounds, slowest) ? 0 : 1;
