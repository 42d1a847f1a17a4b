using System.Collections.Frozen;

namespace Router.Language.Values;

/// <summary>Switches: "on", "turn on", 打开 are <c>on</c>; "off", "switched off", 关掉 are <c>off</c>.</summary>
internal static class Switch
{
    private const int LongestText = 128;

    private static readonly FrozenDictionary<string, string> States = Table(
        ("on", "on|turn on|turned on|switch on|switched on|enable|enabled|activate|activated|open|opened|start|started|开|开着|打开|开启|开开|启动|启用|接通"),
        ("off", "off|turn off|turned off|switch off|switched off|disable|disabled|deactivate|deactivated|close|closed|shut|stop|stopped|关|关着|关上|关闭|关掉|关了|停用|停止|禁用|断开"));

    /// <summary>The state that a text says; null when it says none.</summary>
    public static string? Read(string text) =>
        text.Length > LongestText ? null : States.GetValueOrDefault(string.Join(' ', text.Trim().ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    private static FrozenDictionary<string, string> Table(params (string State, string Phrases)[] states) =>
        states.SelectMany(state => state.Phrases.Split('|'), (state, phrase) => KeyValuePair.Create(phrase, state.State)).ToFrozenDictionary();
}
