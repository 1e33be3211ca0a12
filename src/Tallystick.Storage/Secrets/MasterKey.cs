using System.Security.Cryptography;
using System.Text;

namespace Tallystick.Storage.Secrets;

/// <summary>The key above all others of a key store. Its text form shows nothing of it.</summary>
public sealed class MasterKey
{
    public const int Length = 32;

    private readonly byte[] _bytes;

    private MasterKey(byte[] bytes) => _bytes = bytes;

    /// <summary>Tells one key from another without saying anything about it.</summary>
    public string Fingerprint =>
        Convert.ToHexStringLower(
            HKDF.DeriveKey(
                HashAlgorithmName.SHA256,
                _bytes,
                16,
                info: "Tallystick key fingerprint"u8.ToArray()
            )
        );

    public static MasterKey Create() => new(RandomNumberGenerator.GetBytes(Length));

    /// <returns>Null where the text is not 32 bytes in base64.</returns>
    public static MasterKey? TryParse(string text)
    {
        var bytes = new byte[Length + 4];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) && length == Length
            ? new MasterKey(bytes[..Length])
            : null;
    }

    /// <summary>As it stands in its file, and nowhere else.</summary>
    internal string ToFileText() => Convert.ToBase64String(_bytes) + "\n";

    internal byte[] Encrypt(string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var (nonceSize, tagSize) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        var sealedBytes = new byte[nonceSize + tagSize + plain.Length];
        var nonce = sealedBytes.AsSpan(0, nonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_bytes, tagSize);
        aes.Encrypt(
            nonce,
            plain,
            sealedBytes.AsSpan(nonceSize + tagSize),
            sealedBytes.AsSpan(nonceSize, tagSize)
        );
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">It was encrypted with another key, or altered.</exception>
    internal string Decrypt(ReadOnlySpan<byte> sealedBytes)
    {
        var (nonceSize, tagSize) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        if (sealedBytes.Length < nonceSize + tagSize)
            throw new CryptographicException("What was encrypted is cut off.");
        var plain = new byte[sealedBytes.Length - nonceSize - tagSize];
        using var aes = new AesGcm(_bytes, tagSize);
        aes.Decrypt(
            sealedBytes[..nonceSize],
            sealedBytes[(nonceSize + tagSize)..],
            sealedBytes.Slice(nonceSize, tagSize),
            plain
        );
        return Encoding.UTF8.GetString(plain);
    }
}
