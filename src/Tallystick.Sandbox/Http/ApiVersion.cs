namespace Tallystick.Sandbox.Http;

/// <summary>The API's generation that a call's Version header selects.</summary>
internal enum ApiVersion
{
    Dated,
    V3,
}
