namespace Router.Host.Configuration.Internal;

/// <summary>How far two words are apart.</summary>
internal static class EditDistance
{
    private const int LongestWord = 200;

    /// <summary>Characters to insert, remove or replace to make one of the other (Levenshtein); only the ends of long words are compared.</summary>
    public static int Between(string one, string other)
    {
        if (one.Length > LongestWord) one = one[^LongestWord..];
        if (other.Length > LongestWord) other = other[^LongestWord..];
        var row = new int[other.Length + 1];
        for (var j = 0; j <= other.Length; j++) row[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
