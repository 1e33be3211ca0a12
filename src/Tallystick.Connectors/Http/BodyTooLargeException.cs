namespace Tallystick.Connectors.Http;

/// <summary>An answer was longer than <see cref="HttpSettings.BodyBytesMax"/>; the rest was not read.</summary>
public sealed class BodyTooLargeException(int bytesMax)
    : Exception($"The answer is longer than {bytesMax / (1024 * 1024)} MB.")
{
    public int BytesMax => bytesMax;
}
