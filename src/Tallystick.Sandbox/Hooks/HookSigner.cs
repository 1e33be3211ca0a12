using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Tallystick.Sandbox.Hooks;

/// <summary>The sandbox's own keys. That for Ed25519 comes from the seed, so that a restart keeps it.</summary>
internal sealed class HookSigner(int seed) : IDisposable
{
    private const int LegacyBits = 2048;

    private static readonly SignatureAlgorithm Algorithm = SignatureAlgorithm.Ed25519;

    private readonly Key _key = Key.Import(
        Algorithm,
        SHA256.HashData(Encoding.UTF8.GetBytes($"webhooks of the sandbox {seed}")),
        KeyBlobFormat.RawPrivateKey
    );

    private readonly Lazy<RSA> _legacyKey = new(() => RSA.Create(LegacyBits));

    public string PublicKey =>
        Convert.ToBase64String(_key.PublicKey.Export(KeyBlobFormat.PkixPublicKey));

    public string LegacyPublicKey => _legacyKey.Value.ExportSubjectPublicKeyInfoPem();

    public string Sign(ReadOnlySpan<byte> body) =>
        Convert.ToBase64String(Algorithm.Sign(_key, body));

    public string SignAsBefore(ReadOnlySpan<byte> body) =>
        Convert.ToBase64String(
            _legacyKey.Value.SignData(
                body.ToArray(),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            )
        );

    public void Dispose()
    {
        _key.Dispose();
        if (_legacyKey.IsValueCreated)
            _legacyKey.Value.Dispose();
    }
}
