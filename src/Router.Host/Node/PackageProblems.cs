using Router.Contracts;

namespace Router.Host.Node;

/// <summary>Collects what is wrong with several packages, so that the operator sees all of it at once.</summary>
internal sealed class PackageProblems
{
    private readonly List<RouterException> _problems = [];

    /// <summary>Runs a step; what it throws is kept, and the result is then null.</summary>
    public T? Try<T>(Func<T> step)
        where T : class
    {
        try
        {
            return step();
        }
        catch (Exception problem) when (problem is ModelPackageException or DeviceUnavailableException)
        {
            Add((RouterException)problem);
            return null;
        }
    }

    /// <summary>Keeps a problem.</summary>
    public void Add(RouterException problem)
    {
        lock (_problems) _problems.Add(problem);
    }

    /// <summary>Throws what was kept, several problems as one exception.</summary>
    /// <exception cref="ModelPackageException">A package is broken.</exception>
    /// <exception cref="DeviceUnavailableException">A device cannot be used, and that is all that is wrong.</exception>
    public void ThrowIfAny()
    {
        switch (_problems)
        {
            case []:
                return;
            case [var only]:
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(only);
                return;
            default:
                var lines = _problems.Select(problem => problem.Message).Distinct().Order(StringComparer.Ordinal);
                throw new ModelPackageException(
                    $"{_problems.Count} problems with the models:{string.Concat(lines.Select(line => $"\n  {line}"))}", _problems[0]);
        }
    }
}
