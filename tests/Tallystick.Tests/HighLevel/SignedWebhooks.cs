using System.Text;
using NSec.Cryptography;
using Tallystick.HighLevel.Webhooks;

namespace Tallystick.Tests.HighLevel;

/// <summary>A key of our own, and a receiver that trusts it.</summary>
internal sealed class SignedWebhooks : IDisposable
{
    private readonly Key _key = Key.Create(SignatureAlgorithm.Ed25519);

    public DateTimeOffset Now { get; } = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    public WebhookKeys Keys =>
        new()
        {
            Ed25519 = [Convert.ToBase64String(_key.PublicKey.Export(KeyBlobFormat.PkixPublicKey))],
        };

    public string Sign(ReadOnlySpan<byte> body) =>
        Convert.ToBase64String(SignatureAlgorithm.Ed25519.Sign(_key, body));

    public string Sign(string body) => Sign(Encoding.UTF8.GetBytes(body));

    /// <summary>A contact's event that was sent just now.</summary>
    public string Body(string id = "w-1", string name = "Ada", TimeSpan age = default) =>
        $$"""{"type":"ContactUpdate","locationId":"L1","id":"C1","firstName":"{{name}}","timestamp":"{{Now
            - age:O}}","webhookId":"{{id}}"}""";

    public void Dispose() => _key.Dispose();
}
