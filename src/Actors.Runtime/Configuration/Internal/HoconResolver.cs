using System.Runtime.CompilerServices;
using System.Text;

namespace Actors.Runtime.Configuration.Internal;

/// <summary>
/// Makes values of nodes. A substitution sees the finished document, except where it is part of the value that it asks for:
/// there it sees what was assigned before it. That follows from two rules: a value is only evaluated as far as needed
/// (<see cref="Expand(HoconNode, HoconField)"/> leaves the inside of objects and arrays alone), and a field that is being
/// expanded at its n-th assignment has only the n-1 before it.
/// </summary>
internal sealed class HoconResolver(HoconText text, HoconObjectNode root)
{
    private static readonly List<HoconNode> Nothing = [];

    private readonly Dictionary<HoconField, int> _expanding = [];
    private HoconSubstitutionNode? _latest;
    private int _depth;
    private int _steps;
    private long _concatenated;

    public HoconRoot Resolve(List<HoconSubstitutionNode> substitutions)
    {
        var value = Materialise([root])!;
        var found = substitutions.ConvertAll(s => new HoconSubstitution(HoconPath.Join(s.Path)) { ResolvedValue = Find(value, s.Path) });
        return new HoconRoot(value, found);
    }

    /// <summary>The text of literals in a row. A literal <c>null</c> in a row of others is the word null.</summary>
    public static HoconLiteralNode JoinText(IEnumerable<HoconNode> parts, int offset)
    {
        var joined = new StringBuilder();
        foreach (var part in parts) joined.Append(((HoconLiteralNode)part).Text);
        return new HoconLiteralNode(joined.ToString(), offset, isQuoted: true);
    }

    private static HoconValue? Find(HoconValue value, List<string> path)
    {
        var current = value;
        foreach (var key in path)
        {
            if (current?.GetChildObject(key) is not { } next) return Environment.GetEnvironmentVariable(string.Join('.', path)) is { } variable
                ? new HoconValue(new HoconLiteral(variable))
                : null;
            current = next;
        }

        return current;
    }

    /// <summary>The value of layers, lowest first: one literal or array, or objects to be merged; null when there is none.</summary>
    private HoconValue? Materialise(List<HoconNode> layers)
    {
        if (layers.Count == 0) return null;
        Enter(layers[^1].Offset);
        IHoconElement element = layers[^1] switch
        {
            HoconLiteralNode literal => new HoconLiteral(literal.IsNull ? null : literal.Text),
            HoconArrayNode array => MaterialiseArray(array),
            _ => MaterialiseObject(layers),
        };
        _depth--;
        return new HoconValue(element);
    }

    private HoconArray MaterialiseArray(HoconArrayNode array)
    {
        var items = new List<HoconValue>(array.Items.Count);
        foreach (var item in array.Items)
        {
            if (Materialise(Expand(item, new HoconField())) is { } value) items.Add(value);
        }

        return new HoconArray(items);
    }

    private HoconObject MaterialiseObject(List<HoconNode> layers)
    {
        var result = new HoconObject();
        foreach (var key in layers.SelectMany(l => ((HoconObjectNode)l).Fields.Keys))
        {
            if (result.Items.ContainsKey(key)) continue;
            if (Materialise(ExpandFields(FieldsOf(layers, key))) is { } value) result.Items[key] = value;
        }

        return result;
    }

    private static List<HoconField> FieldsOf(List<HoconNode> layers, string key)
    {
        var fields = new List<HoconField>(layers.Count);
        foreach (var layer in layers)
        {
            if (layer is HoconObjectNode owner && owner.Fields.TryGetValue(key, out var field)) fields.Add(field);
        }

        return fields;
    }

    /// <summary>What fields of the same path, lowest first, amount to.</summary>
    private List<HoconNode> ExpandFields(List<HoconField> fields)
    {
        var inside = fields.FindIndex(_expanding.ContainsKey);
        var top = inside >= 0 ? inside : fields.Count - 1;
        var layers = Nothing;
        for (var i = top; i >= 0; i--)
        {
            if (!TryPutBelow(ref layers, ExpandField(fields[i]))) break;
        }

        return layers;
    }

    private List<HoconNode> ExpandField(HoconField field)
    {
        var isInside = _expanding.TryGetValue(field, out var current);
        var layers = Nothing;
        for (var i = (isInside ? current : field.Values.Count) - 1; i >= 0; i--)
        {
            _expanding[field] = i;
            var below = Expand(field.Values[i], field);
            if (!TryPutBelow(ref layers, below)) break;
        }

        if (isInside) _expanding[field] = current;
        else _expanding.Remove(field);
        return layers;
    }

    /// <summary>Objects merge with objects below them; everything else hides what is below. Answers whether to go on downwards.</summary>
    private static bool TryPutBelow(ref List<HoconNode> layers, List<HoconNode> below)
    {
        if (below.Count == 0) return true;
        var isObject = below[^1] is HoconObjectNode;
        if (layers.Count == 0) layers = below;
        else if (isObject) layers = [.. below, .. layers];
        return isObject;
    }

    /// <summary>The node as literal, array or object layers, without looking into them. Empty: not defined.</summary>
    private List<HoconNode> Expand(HoconNode node, HoconField field)
    {
        switch (node)
        {
            case HoconSubstitutionNode substitution:
                return ExpandSubstitution(substitution);
            case HoconConcatNode concat:
                return ExpandConcat(concat, field);
            case HoconPreviousNode:
                return ExpandPrevious(field, node.Offset);
            default:
                return [node];
        }
    }

    private List<HoconNode> ExpandPrevious(HoconField field, int offset)
    {
        Enter(offset);
        var found = ExpandField(field);
        _depth--;
        return found;
    }

    private List<HoconNode> ExpandSubstitution(HoconSubstitutionNode substitution)
    {
        Enter(substitution.Offset);
        _latest = substitution;
        var found = Lookup(substitution.Path);
        _depth--;
        if (found.Count > 0) return found;
        if (Environment.GetEnvironmentVariable(string.Join('.', substitution.Path)) is { } variable)
            return [new HoconLiteralNode(variable, substitution.Offset, isQuoted: true)];
        if (substitution.IsOptional) return Nothing;
        var path = HoconPath.Join(substitution.Path);
        throw text.Error(
            _expanding.Count > 1 || IsExpanding(substitution.Path)
                ? $"${{{path}}} leads back to itself or to nothing"
                : $"${{{path}}} leads to nothing: neither the document nor the environment has it",
            substitution.Offset);
    }

    private bool IsExpanding(List<string> path)
    {
        var owner = root;
        for (var i = 0; i < path.Count - 1; i++)
        {
            if (!owner.Fields.TryGetValue(path[i], out var field) || field.Values.LastOrDefault() is not HoconObjectNode next) return false;
            owner = next;
        }

        return owner.Fields.TryGetValue(path[^1], out var last) && _expanding.ContainsKey(last);
    }

    private List<HoconNode> Lookup(List<string> path)
    {
        List<HoconNode> layers = [root];
        foreach (var key in path)
        {
            Step();
            layers = ExpandFields(FieldsOf(layers, key));
            if (layers.Count == 0) break;
        }

        return layers;
    }

    private List<HoconNode> ExpandConcat(HoconConcatNode concat, HoconField field)
    {
        var values = new List<HoconNode>();
        var kinds = (Text: false, Arrays: false, Objects: false);
        foreach (var part in concat.Parts)
        {
            Step();
            foreach (var value in Expand(part, field))
            {
                values.Add(value);
                kinds.Arrays |= value is HoconArrayNode;
                kinds.Objects |= value is HoconObjectNode;
                kinds.Text |= value is HoconLiteralNode { IsBlank: false };
            }
        }

        return kinds switch
        {
            (false, false, false) => Nothing,
            (true, false, false) => [JoinBounded(values, concat.Offset)],
            (false, true, false) => [JoinArrays(values, concat.Offset)],
            (false, false, true) => values.FindAll(v => v is HoconObjectNode),
            _ => throw text.Error("text, arrays and objects cannot be joined with each other", concat.Offset),
        };
    }

    private HoconLiteralNode JoinBounded(List<HoconNode> values, int offset)
    {
        _concatenated += values.Sum(v => (long)((HoconLiteralNode)v).Text.Length);
        if (_concatenated > HoconLimits.MaxConcatenatedLength)
            throw text.Error($"substitutions make more than {HoconLimits.MaxConcatenatedLength} characters", offset);
        return JoinText(values, offset);
    }

    private HoconArrayNode JoinArrays(List<HoconNode> values, int offset)
    {
        var items = new List<HoconNode>();
        foreach (var array in values.OfType<HoconArrayNode>())
        {
            Step(array.Items.Count);
            items.AddRange(array.Items);
        }

        return new HoconArrayNode(items, offset);
    }

    private void Enter(int offset)
    {
        Step();
        if (++_depth > HoconLimits.MaxDepth * 2 || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw text.Error("values nest too deep; does a substitution contain itself?", _latest?.Offset ?? offset);
    }

    private void Step(int count = 1)
    {
        _steps += count;
        if (_steps > HoconLimits.MaxResolveSteps)
            throw text.Error($"resolving the substitutions takes more than {HoconLimits.MaxResolveSteps} steps", _latest?.Offset ?? 0);
    }
}
