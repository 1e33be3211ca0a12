using System.Globalization;
using Tallystick.Core.Connectors;
using Tallystick.Core.Yaml;

namespace Tallystick.Engine.Configuration;

/// <summary>A limit as people write it: "100/10s" is a hundred calls in any ten seconds.</summary>
public static class RateLimitText
{
    private const int CallsMax = 100_000_000;

    /// <summary>Null for anything else.</summary>
    public static RateLimit? Parse(string text) =>
        text.Split('/') is [var calls, var window]
        && int.TryParse(
            calls.Trim(),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var count
        )
        && count is >= 1 and <= CallsMax
        && YamlWords.Duration(window.Trim()) is { Ticks: > 0 } span
            ? new RateLimit(count, span)
            : null;

    /// <summary>What <see cref="Parse"/> reads back.</summary>
    public static string Spell(RateLimit limit) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{limit.Calls}/{YamlWords.Spell(limit.Window)}"
        );
}
