using System.Text;
using Router.Host;

namespace Router.Tools.Cli;

/// <summary>How wide texts are in a terminal, whose Chinese characters take two cells.</summary>
internal static class TextWidth
{
    /// <summary>A text of at most so many cells; where it was cut it ends with an ellipsis.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="cells">At least 1.</param>
    public static string Cut(string text, int cells)
    {
        var (width, fits) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            width += CellsOf(rune);
            // One cell is kept for the ellipsis.
            if (width <= cells - 1) fits += rune.Utf16SequenceLength;
        }
        return width <= cells ? text : text[..fits] + "…";
    }

    /// <summary>East Asian scripts, full-width forms and emoji are wide.</summary>
    private static int CellsOf(Rune rune) => rune.Value switch
    {
        >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF
            or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6 or >= 0x1F300 and <= 0x1FAFF
            or >= 0x20000 and <= 0x3FFFD => 2,
        _ => 1,
    };
}
