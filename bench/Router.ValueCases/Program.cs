using System.Globalization;
using System.Text.Json;
using Router.ValueCases;

const string Help = """
    Reads every sentence of a file of value cases and tells how many are read as they should be.

    Router.ValueCases FILE [--language English|Chinese] [--failures] [--at-least GROUP=PERCENT]... [--slowest MILLISECONDS]
    Router.ValueCases compose FILE [--count SENTENCES] [--seed NUMBER]
    Router.ValueCases compare FILE... [--failures READER]

    FILE         one case a line: language, model, text, now, results[text, start, end, type, resolution]
    --language   only the cases of a language
    --failures   what is wrong, case by case
    --at-least   a bound for plain, ranges or numbers, in each language; exit status 1 where it is missed
    --slowest    the longest that a case may take after warming up; exit status 1 where one takes longer

    compose writes a file of sentences that are composed from parts with known meaning.
    --count      sentences in each language; 2000 unless given
    --seed       the same seed gives the same file; 1 unless given

    compare reads with libraries of Node.js as well, and prints a table for each file and language.
    --failures   what is wrong of a reader: ours, recognizers or chrono

    docs/values-map.md tells which of our kinds each type of the file is, and how values are compared.
    """;

try
{
    if (args.Length == 0 || args.Contains("--help") || args.Contains("-h"))
    {
        Console.WriteLine(Help);
        return args.Length == 0 ? 2 : 0;
    }
    return args[0] switch
    {
        "compose" => Compose(new Options(args[1..])),
        "compare" => Compare(new Options(args[1..])),
        _ => Judge(new Options(args, "--failures")),
    };
}
catch (Exception error) when (error is FormatException or OverflowException or IOException or InvalidDataException or JsonException or KeyNotFoundException)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}

static int Judge(Options options)
{
    var (failures, language) = (options.Has("--failures"), options.Take("--language"));
    var slowest = options.Take("--slowest") is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : double.MaxValue;
    var bounds = options.TakeAll("--at-least").Select(bound => bound.Split('=')).ToDictionary(bound => bound[0], bound => double.Parse(bound[^1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
    var file = options.Only("FILE");
    var cases = ValueCase.Load(file).Where(one => language is null || one.Language == language).ToList();
    return new Report(cases, Console.Out).Print(failures, bounds, slowest) ? 0 : 1;
}

static int Compose(Options options)
{
    var (count, seed) = (options.TakeNumber("--count", 2000), options.TakeNumber("--seed", 1));
    using var output = new StreamWriter(options.Only("FILE"));
    ComposedCases.Write(output, count, seed);
    return 0;
}

static int Compare(Options options)
{
    var failures = options.Take("--failures");
    new CompareCommand(Console.Out).Run(options.Rest("FILE"), failures);
    return 0;
}
