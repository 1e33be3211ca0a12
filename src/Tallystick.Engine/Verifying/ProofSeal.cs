using System.Security.Cryptography;
using System.Text.Json;

namespace Tallystick.Engine.Verifying;

/// <summary>
/// Signs proofs, and tells whether one is as it was signed: ECDSA on P-256 over the canonical JSON,
/// so that others can check with the public key alone.
/// </summary>
public static class ProofSeal
{
    public const string Algorithm = "ES256";

    private const int FingerprintBytes = 8;

    /// <summary>A member that stands there twice is one thing to the reader and another to the check.</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The proof with its signature, as it is written to a file.</summary>
    public static JsonElement Sign(Proof proof, ECDsa key)
    {
        var report = proof.ToJson();
        var signature = key.SignData(CanonicalJson.Of(report), HashAlgorithmName.SHA256);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("proof");
            report.WriteTo(writer);
            writer.WriteStartObject("signature");
            writer.WriteString("algorithm", Algorithm);
            writer.WriteBase64String("publicKey", key.ExportSubjectPublicKeyInfo());
            writer.WriteString("fingerprint", FingerprintOf(key));
            writer.WriteBase64String("value", signature);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return JsonElement.Parse(stream.ToArray());
    }

    /// <summary>Whether the document is as it was signed, and with which key.</summary>
    /// <exception cref="FormatException">It is no signed proof, or holds more than one.</exception>
    /// <exception cref="JsonException">It is no JSON, or says something twice.</exception>
    public static (bool IsWhole, string Fingerprint) Check(ReadOnlySpan<byte> utf8)
    {
        var document = JsonElement.Parse(utf8, Strict);
        if (
            document.ValueKind is not JsonValueKind.Object
            || !document.TryGetProperty("proof", out var proof)
            || !document.TryGetProperty("signature", out var signature)
            || TextOf(proof, "kind") != Proof.KindName
        )
            throw new FormatException("It is no proof of Tallystick.");
        if (document.GetPropertyCount() > 2)
            throw new FormatException("It holds more than the proof and its signature.");
        if (TextOf(signature, "algorithm") != Algorithm)
            throw new FormatException($"It is not signed with {Algorithm}.");
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(BytesOf(signature, "publicKey"), out _);
        }
        catch (CryptographicException e)
        {
            throw new FormatException("Its public key is no key.", e);
        }
        var isWhole = key.VerifyData(
            CanonicalJson.Of(proof),
            BytesOf(signature, "value"),
            HashAlgorithmName.SHA256
        );
        return (isWhole, FingerprintOf(key));
    }

    /// <summary>A short name of the key: the start of its public part's hash.</summary>
    public static string FingerprintOf(ECDsa key) =>
        Convert.ToHexStringLower(
            SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, FingerprintBytes)
        );

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object
        && element.TryGetProperty(name, out var text)
        && text.ValueKind is JsonValueKind.String
            ? text.GetString()
            : null;

    private static byte[] BytesOf(JsonElement element, string name)
    {
        var bytes = new byte[1_024];
        return
            TextOf(element, name) is { } text
            && Convert.TryFromBase64String(text, bytes, out var length)
            ? bytes[..length]
            : throw new FormatException($"Its '{name}' is missing or broken.");
    }
}
