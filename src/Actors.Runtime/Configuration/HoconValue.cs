using Actors.Runtime.Configuration.Internal;

namespace Actors.Runtime.Configuration;

/// <summary>
/// A value of a configuration. The getters read the text as the type that they are named after and throw a
/// <see cref="ConfigurationException"/> when the text does not have its form.
/// </summary>
public class HoconValue : IMightBeAHoconObject
{
    /// <summary>A value without any element.</summary>
    public HoconValue()
        : this([])
    {
    }

    internal HoconValue(IHoconElement element)
        : this([element])
    {
    }

    private HoconValue(List<IHoconElement> values) => Values = values;

    /// <summary>The parts of the value; a parsed value has exactly one.</summary>
    public List<IHoconElement> Values { get; }

    /// <summary>Whether there is nothing here: no element, or an object without keys.</summary>
    public bool IsEmpty => Values.Count == 0 || (Values.Count == 1 && Values[0] is HoconObject { Items.Count: 0 });

    /// <summary>This value as a configuration of its own.</summary>
    public Config ToConfig() => new(new HoconRoot(this));

    /// <summary>A configuration in which this value stands under one key.</summary>
    public Config AtKey(string key)
    {
        var root = new HoconObject();
        root.Items[key] = this;
        return new Config(new HoconRoot(new HoconValue(root)));
    }

    /// <summary>The object, or null when this is not one.</summary>
    public HoconObject? GetObject() => Values.Count == 0 ? null : Values[0] switch
    {
        HoconObject own => own,
        IMightBeAHoconObject maybe => maybe.GetObject(),
        _ => null,
    };

    /// <summary>Whether this is an object.</summary>
    public bool IsObject() => GetObject() is not null;

    /// <summary>Adds a part.</summary>
    public void AppendValue(IHoconElement value) => Values.Add(value);

    /// <summary>Removes every part.</summary>
    public void Clear() => Values.Clear();

    /// <summary>Replaces every part by one.</summary>
    public void NewValue(IHoconElement value)
    {
        Values.Clear();
        Values.Add(value);
    }

    /// <summary>Whether this is text (numbers, booleans and <c>null</c> included).</summary>
    public bool IsString() => Values.Count > 0 && Values.TrueForAll(v => v.IsString());

    /// <summary>Whether this is an array.</summary>
    public bool IsArray() => Values.Exists(v => v.IsArray());

    /// <summary>The value of one key of this object, or null.</summary>
    public HoconValue? GetChildObject(string key) => GetObject()?.GetKey(key);

    /// <summary>The elements of the array; empty when this is not one.</summary>
    public IList<HoconValue> GetArray() => Values.Count == 1 ? Values[0].GetArray() : [.. Values.SelectMany(v => v.GetArray())];

    /// <summary>The text, or null for <c>null</c>, an array or an object.</summary>
    public string? GetString() => Values.Count == 1
        ? Values[0].GetString()
        : IsString() ? string.Concat(Values.Select(v => v.GetString() ?? "null")) : null;

    /// <summary>true, on or yes; false, off or no.</summary>
    public bool GetBoolean() => HoconUnits.Boolean(GetString());

    /// <summary>A decimal number.</summary>
    public decimal GetDecimal() => HoconUnits.Number<decimal>(GetString(), "a decimal number");

    /// <summary>A number.</summary>
    public float GetFloat() => HoconUnits.Number<float>(GetString(), "a number");

    /// <summary>A number.</summary>
    public double GetDouble() => HoconUnits.Number<double>(GetString(), "a number");

    /// <summary>A whole number of 64 bits.</summary>
    public long GetLong() => HoconUnits.Number<long>(GetString(), "a whole number");

    /// <summary>A whole number of 32 bits.</summary>
    public int GetInt() => HoconUnits.Number<int>(GetString(), "a whole number");

    /// <summary>A whole number from 0 to 255.</summary>
    public byte GetByte() => HoconUnits.Number<byte>(GetString(), "a whole number from 0 to 255");

    /// <summary>Each element by <see cref="GetByte"/>.</summary>
    public IList<byte> GetByteList() => Elements(v => v.GetByte());

    /// <summary>Each element by <see cref="GetInt"/>.</summary>
    public IList<int> GetIntList() => Elements(v => v.GetInt());

    /// <summary>Each element by <see cref="GetLong"/>.</summary>
    public IList<long> GetLongList() => Elements(v => v.GetLong());

    /// <summary>Each element by <see cref="GetBoolean"/>.</summary>
    public IList<bool> GetBooleanList() => Elements(v => v.GetBoolean());

    /// <summary>Each element by <see cref="GetFloat"/>.</summary>
    public IList<float> GetFloatList() => Elements(v => v.GetFloat());

    /// <summary>Each element by <see cref="GetDouble"/>.</summary>
    public IList<double> GetDoubleList() => Elements(v => v.GetDouble());

    /// <summary>Each element by <see cref="GetDecimal"/>.</summary>
    public IList<decimal> GetDecimalList() => Elements(v => v.GetDecimal());

    /// <summary>Each element's text.</summary>
    public IList<string> GetStringList() => Elements(v => v.GetString() ?? throw new ConfigurationException("an element of the list is not text"));

    /// <summary>
    /// A duration: a number that is not negative and a unit (ns, us, ms, s, m, h, d, or its long name); without a unit,
    /// milliseconds. <c>infinite</c>, where allowed, is <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </summary>
    public TimeSpan GetTimeSpan(bool allowInfinite = true) => HoconUnits.Duration(GetString(), allowInfinite);

    /// <summary>
    /// A size in bytes: a number that is not negative and a unit (B; kB, MB, … by 1000; KiB or K, MiB or M, … by 1024); without a unit, bytes.
    /// </summary>
    public long? GetByteSize() => HoconUnits.Bytes(GetString());

    /// <summary>The value as HOCON text.</summary>
    public override string ToString() => HoconRenderer.Render(this);

    private List<T> Elements<T>(Func<HoconValue, T> read) => IsArray()
        ? GetArray().Select(read).ToList()
        : throw new ConfigurationException($"{HoconRenderer.Brief(this)} is not a list");
}
