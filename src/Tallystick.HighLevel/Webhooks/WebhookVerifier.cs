using System.Security.Cryptography;
using NSec.Cryptography;

namespace Tallystick.HighLevel.Webhooks;

/// <summary>
/// Tells whether a body is HighLevel's own, by its signature. It needs the bytes as they came:
/// a body that was parsed and written again is another one.
/// </summary>
public sealed class WebhookVerifier : IDisposable
{
    /// <summary>Ed25519 over the raw body, in base64.</summary>
    public const string SignatureHeader = "X-GHL-Signature";

    /// <summary>RSA with SHA-256 over the raw body, in base64: the old way.</summary>
    public const string LegacyHeader = "X-WH-Signature";

    /// <summary>What a header may hold instead of a signature.</summary>
    private const string NoSignature = "N/A";

    private const int SignatureCharsMax = 1_024;

    private static readonly SignatureAlgorithm Algorithm = SignatureAlgorithm.Ed25519;

    private readonly List<NSec.Cryptography.PublicKey> _keys;
    private readonly List<RSA> _legacyKeys = [];
    private readonly DateTimeOffset _legacyUntil;

    /// <exception cref="FormatException">A key is none.</exception>
    public WebhookVerifier(WebhookKeys keys)
    {
        _keys = [.. keys.Ed25519.Select(Parse)];
        _legacyUntil = keys.RsaUntil;
        foreach (var pem in keys.Rsa)
            _legacyKeys.Add(ParseLegacy(pem));
    }

    /// <summary>Null where the signature is good. The new signature alone decides where there is one.</summary>
    public WebhookRefusal? Verify(
        ReadOnlySpan<byte> body,
        string? signature,
        string? legacySignature,
        DateTimeOffset now
    )
    {
        if (IsGiven(signature))
            return IsSigned(body, signature!) ? null : WebhookRefusal.BadSignature;
        if (!IsGiven(legacySignature))
            return WebhookRefusal.NotSigned;
        if (now >= _legacyUntil)
            return WebhookRefusal.LegacyEnded;
        return IsSignedAsBefore(body, legacySignature!) ? null : WebhookRefusal.BadSignature;
    }

    public void Dispose()
    {
        foreach (var key in _legacyKeys)
            key.Dispose();
    }

    private bool IsSigned(ReadOnlySpan<byte> body, string signature)
    {
        if (BytesOf(signature) is not { } bytes || bytes.Length != Algorithm.SignatureSize)
            return false;
        foreach (var key in _keys)
        {
            if (Algorithm.Verify(key, body, bytes))
                return true;
        }
        return false;
    }

    private bool IsSignedAsBefore(ReadOnlySpan<byte> body, string signature)
    {
        if (BytesOf(signature) is not { } bytes)
            return false;
        foreach (var key in _legacyKeys)
        {
            if (key.VerifyData(body, bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
                return true;
        }
        return false;
    }

    private static bool IsGiven(string? signature) =>
        !string.IsNullOrWhiteSpace(signature)
        && !string.Equals(signature.Trim(), NoSignature, StringComparison.OrdinalIgnoreCase);

    private static byte[]? BytesOf(string base64)
    {
        if (base64.Length > SignatureCharsMax)
            return null;
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }

    private static NSec.Cryptography.PublicKey Parse(string text)
    {
        var trimmed = text.Trim();
        var bytes =
            trimmed.StartsWith("-----", StringComparison.Ordinal) ? OfPem(trimmed)
            : trimmed.Length == 64 && trimmed.All(char.IsAsciiHexDigit)
                ? Convert.FromHexString(trimmed)
            : BytesOf(trimmed) ?? [];
        var format =
            bytes.Length == Algorithm.PublicKeySize
                ? KeyBlobFormat.RawPublicKey
                : KeyBlobFormat.PkixPublicKey;
        return NSec.Cryptography.PublicKey.TryImport(Algorithm, bytes, format, out var key)
            ? key!
            : throw new FormatException(
                "A key for webhooks is no Ed25519 public key: give it in base64, as PEM or as 64 hexadecimal digits."
            );
    }

    private static byte[] OfPem(string pem) =>
        PemEncoding.TryFind(pem, out var found)
            ? Convert.FromBase64String(pem[found.Base64Data])
            : [];

    private static RSA ParseLegacy(string pem)
    {
        var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new FormatException("A key for webhooks is no RSA public key in PEM.", e);
        }
    }
}
