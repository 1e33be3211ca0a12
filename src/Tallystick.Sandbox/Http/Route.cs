using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Http;

/// <summary>An operation: where it is, who may call it, and what answers.</summary>
internal sealed record Route(
    string Method,
    string Template,
    string Operation,
    string Scope,
    Func<Call, Reply> Handle
)
{
    private readonly string[] _segments = Template.Split(
        '/',
        StringSplitOptions.RemoveEmptyEntries
    );

    /// <summary>Which class of token the operation is for; null for both.</summary>
    public TokenClass? Class { get; init; } = TokenClass.Location;

    /// <summary>Neither token nor version is asked for.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The only generation that knows it; null for both.</summary>
    public ApiVersion? Only { get; init; }

    public int Length => _segments.Length;

    public int Literals => _segments.Count(s => s[0] != '{');

    public IReadOnlyDictionary<string, string>? Match(string[] path)
    {
        if (path.Length != _segments.Length)
            return null;
        Dictionary<string, string>? values = null;
        for (var i = 0; i < path.Length; i++)
        {
            if (_segments[i][0] == '{')
                (values ??= [])[_segments[i][1..^1]] = Uri.UnescapeDataString(path[i]);
            else if (_segments[i] != path[i])
                return null;
        }
        return values ?? Empty;
    }

    private static readonly Dictionary<string, string> Empty = [];
}
