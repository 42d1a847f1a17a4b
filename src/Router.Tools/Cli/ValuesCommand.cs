using System.CommandLine;
using NodaTime;
using Router.Contracts;
using Router.Host.Listeners;
using Router.Language.Values;

namespace Router.Tools.Cli;

/// <summary><c>router values</c>: what texts say about time and numbers, without any model.</summary>
internal static class ValuesCommand
{
    public static Command Create()
    {
        var text = new Argument<string?>("TEXT") { Description = "The text to read; left out with --lines.", Arity = ArgumentArity.ZeroOrOne };
        var lines = new Option<bool>("--lines", "-l") { Description = "Reads one text a line from standard input; line n of the output answers line n." };
        var now = SpeakerOptions.Now();
        var zone = SpeakerOptions.Zone("--zone", "the machine's own unless given");
        var language = new Option<string?>("--language") { Description = "Reads with the rules of one language; with those of both unless given.", HelpName = "en|zh" };
        language.AcceptOnlyFromAmong("en", "zh");
        var command = new Command("values", "Prints every expression of time and number in a text as JSON, without any model.") { text, lines, now, zone, language };
        command.SetAction(async (result, cancellationToken) =>
        {
            var context = new ReadingContext(
                Instant.FromDateTimeOffset(result.GetValue(now) ?? TimeProvider.System.GetUtcNow()),
                Zones.Of(result.GetValue(zone) ?? TimeZoneInfo.Local),
                LanguagesOf(result.GetValue(language)));
            if (result.GetValue(text) is { } one)
            {
                UnknownOption.Refuse(one, result);
                if (result.GetValue(lines)) throw new UsageException("TEXT and --lines exclude each other");
                Console.WriteLine(ValuesRow.Of(one, context).ToJson());
                return ExitCodes.Ok;
            }
            if (!result.GetValue(lines)) throw new UsageException("there is nothing to read; give TEXT or --lines");
            return await ReadLinesAsync(context, cancellationToken);
        });
        return command;
    }

    private static async Task<int> ReadLinesAsync(ReadingContext context, CancellationToken cancellationToken)
    {
        var status = ExitCodes.Ok;
        await using var input = Console.OpenStandardInput();
        await using var output = new StreamWriter(Console.OpenStandardOutput());
        await foreach (var line in Utf8Lines.ReadAsync(input, cancellationToken))
        {
            if (line.Text is null) status = ExitCodes.NotAllDecided;
            await output.WriteLineAsync(ValuesRow.Of(line.Text ?? "", context).ToJson());
        }
        return status;
    }

    private static ReadingLanguages LanguagesOf(string? tag) => tag switch
    {
        "en" => ReadingLanguages.English,
        "zh" => ReadingLanguages.Chinese,
        _ => ReadingLanguages.All,
    };
}
