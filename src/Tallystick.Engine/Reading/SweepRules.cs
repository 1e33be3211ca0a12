using Tallystick.Core.Connectors;

namespace Tallystick.Engine.Reading;

/// <summary>When a whole listing is made although a side can say what changed.</summary>
internal static class SweepRules
{
    /// <summary>A whole listing of up to this many pages is cheap enough for every run.</summary>
    private const int CheapPagesMax = 100;

    public static long CheapRows(Capabilities capabilities) =>
        (long)capabilities.PageSize * CheapPagesMax;
}
