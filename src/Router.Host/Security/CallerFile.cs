using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Router.Contracts.Configuration;

namespace Router.Host.Security;

/// <summary>Whom a file of callers knows.</summary>
/// <param name="Name">Who it is; several lines may have one name, so that callers can change what they show.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Tenant">Whom it works for; "" for nobody in particular.</param>
internal sealed record KnownCaller(string Name, IReadOnlyList<string> Scopes, string Tenant)
{
    /// <exception cref="FormatException">A file may not hold it; the message repeats nothing of it, as somebody may have written a key.</exception>
    public void Check()
    {
        if (!ValueForms.IsName(Name)) throw new FormatException($"the name is not {ValueForms.AllowedName}");
        if (Scopes.Except(Security.Scopes.All, StringComparer.Ordinal).Any())
            throw new FormatException($"a scope is not one of {string.Join(", ", Security.Scopes.All)}");
        if (Tenant.Length > 0 && !ValueForms.IsName(Tenant)) throw new FormatException($"the tenant is not {ValueForms.AllowedName}");
    }

    /// <summary>The line of the file.</summary>
    /// <param name="shown">What the caller shows, as the file holds it.</param>
    public string ToLine(string shown) => $"{Name} {shown} {string.Join(',', Scopes)} {Tenant}".TrimEnd();

    /// <summary>Says who it is.</summary>
    /// <param name="scheme">How that was shown.</param>
    public AuthenticateResult Authenticate(string scheme)
    {
        var claims = Scopes.Select(scope => new Claim(CallerClaims.Scope, scope))
            .Append(new Claim(CallerClaims.Id, $"{scheme}:{Name}"))
            .Append(new Claim(CallerClaims.Tenant, Tenant));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, scheme)), scheme));
    }
}

/// <summary>A file of callers: NAME SHOWN SCOPE,SCOPE [TENANT], a caller a line. Empty lines and those that begin with # are passed over.</summary>
internal static class CallerFile
{
    private const int Most = 4096;

    /// <summary>Reads the lines.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="form">What the second word is, for messages.</param>
    /// <param name="add">Takes the second word with the caller; it may throw a <see cref="FormatException"/>.</param>
    /// <exception cref="FormatException">A line is wrong, or there are too many.</exception>
    public static void Read(string text, string form, Action<string, KnownCaller> add)
    {
        var count = 0;
        foreach (var (index, line) in text.Split('\n').Index())
        {
            if (line.AsSpan().Trim() is [] or ['#', ..]) continue;
            try
            {
                if (++count > Most) throw new FormatException($"is one line too many; at most {Most} are allowed");
                ReadLine(line, form, add);
            }
            catch (FormatException wrong)
            {
                throw new FormatException($"line {index + 1}: {wrong.Message}", wrong);
            }
        }
    }

    private static void ReadLine(string line, string form, Action<string, KnownCaller> add)
    {
        var parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is not (3 or 4)) throw new FormatException($"has not three or four words: NAME {form} SCOPE,SCOPE [TENANT]");
        var caller = new KnownCaller(parts[0], parts[2].Split(','), parts.Length == 4 ? parts[3] : "");
        caller.Check();
        add(parts[1], caller);
    }
}
