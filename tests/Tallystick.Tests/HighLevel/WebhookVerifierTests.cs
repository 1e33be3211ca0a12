using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using Tallystick.HighLevel.Webhooks;

namespace Tallystick.Tests.HighLevel;

public sealed class WebhookVerifierTests : IDisposable
{
    private readonly SignedWebhooks _sender = new();
    private readonly WebhookVerifier _verifier;

    public WebhookVerifierTests() => _verifier = new WebhookVerifier(_sender.Keys);

    public void Dispose()
    {
        _verifier.Dispose();
        _sender.Dispose();
    }

    /// <summary>Bodies as strange as JSON allows: white space, escapes, every kind of text.</summary>
    private static readonly Gen<string> Bodies = Gen.Select(
        AnyOf("", " ", "\n", "\r\n\t", "  \t "),
        Gen.String,
        AnyOf("\\u00e9", "\\/", "\\ud83d\\ude00", "é", "😀", "\\t", "日本"),
        (space, text, escape) =>
            $"{space}{{{space}\"type\"{space}:{space}\"ContactUpdate\",\"a\":{JsonSerializer.Serialize(text)},{space}\"b\":\"{escape}\"{space}}}{space}"
    );

    private static Gen<string> AnyOf(params string[] texts) =>
        Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static readonly JsonSerializerOptions AsItIs = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public void A_genuine_body_passes_whatever_its_white_space_escapes_and_letters() =>
        Bodies.Sample(
            body =>
                _verifier.Verify(
                    Encoding.UTF8.GetBytes(body),
                    _sender.Sign(body),
                    null,
                    _sender.Now
                )
                    is null,
            iter: 500
        );

    [Fact]
    public void A_body_with_any_bit_flipped_is_refused() =>
        Gen.Select(Bodies, Gen.Int[0, int.MaxValue])
            .Sample(
                (body, at) =>
                {
                    var bytes = Encoding.UTF8.GetBytes(body);
                    var signature = _sender.Sign(bytes);
                    bytes[at % bytes.Length] ^= (byte)(1 << (at % 8));
                    return _verifier.Verify(bytes, signature, null, _sender.Now)
                        is WebhookRefusal.BadSignature;
                },
                iter: 500
            );

    [Fact]
    public void A_signature_with_any_bit_flipped_is_refused() =>
        Gen.Int[0, 511]
            .Sample(
                bit =>
                {
                    var body = Encoding.UTF8.GetBytes(_sender.Body());
                    var signature = Convert.FromBase64String(_sender.Sign(body));
                    signature[bit / 8] ^= (byte)(1 << (bit % 8));
                    return _verifier.Verify(
                            body,
                            Convert.ToBase64String(signature),
                            null,
                            _sender.Now
                        ) is WebhookRefusal.BadSignature;
                },
                iter: 300
            );

    [Theory]
    [InlineData("""{ "type": "ContactUpdate" }""")]
    [InlineData("""{"type":"ContactUpdate","name":"Zo\u00eb"}""")]
    [InlineData("""{"type":"ContactUpdate","n":1.0}""")]
    [InlineData("""{"type":"ContactUpdate","a":1,"a":2}""")]
    public void A_body_that_was_parsed_and_written_again_is_refused(string body)
    {
        var again = JsonSerializer.SerializeToUtf8Bytes(
            JsonSerializer
                .Deserialize<Dictionary<string, JsonElement>>(body)!
                .ToDictionary(
                    p => p.Key,
                    p =>
                        p.Value.ValueKind is JsonValueKind.Number
                            ? (object)p.Value.GetDouble()
                            : p.Value.GetString()
                ),
            AsItIs
        );
        _verifier
            .Verify(again, _sender.Sign(body), null, _sender.Now)
            .ShouldBe(WebhookRefusal.BadSignature);
    }

    [Fact]
    public void A_body_signed_by_another_key_is_refused()
    {
        using var stranger = new SignedWebhooks();
        var body = _sender.Body();
        _verifier
            .Verify(Encoding.UTF8.GetBytes(body), stranger.Sign(body), null, _sender.Now)
            .ShouldBe(WebhookRefusal.BadSignature);
    }

    [Theory]
    [InlineData(null, WebhookRefusal.NotSigned)]
    [InlineData("", WebhookRefusal.NotSigned)]
    [InlineData("N/A", WebhookRefusal.NotSigned)]
    [InlineData("not base64!", WebhookRefusal.BadSignature)]
    [InlineData("AAAA", WebhookRefusal.BadSignature)]
    public void A_header_without_a_signature_is_refused(string? header, WebhookRefusal refusal) =>
        _verifier
            .Verify(Encoding.UTF8.GetBytes(_sender.Body()), header, null, _sender.Now)
            .ShouldBe(refusal);

    [Fact]
    public void The_old_signature_counts_until_its_end_and_only_where_there_is_no_new_one()
    {
        using var rsa = RSA.Create(2048);
        using var verifier = new WebhookVerifier(
            _sender.Keys with
            {
                Rsa = [rsa.ExportSubjectPublicKeyInfoPem()],
            }
        );
        var body = Encoding.UTF8.GetBytes(_sender.Body());
        var legacy = Convert.ToBase64String(
            rsa.SignData(body, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        );
        var before = new DateTimeOffset(2026, 8, 31, 23, 59, 59, TimeSpan.Zero);

        verifier.Verify(body, null, legacy, before).ShouldBeNull();
        verifier.Verify(body, "N/A", legacy, before).ShouldBeNull();
        verifier
            .Verify(body, "AAAA", legacy, before)
            .ShouldBe(WebhookRefusal.BadSignature, "the new one alone decides");
        verifier.Verify([.. body, 32], null, legacy, before).ShouldBe(WebhookRefusal.BadSignature);
        verifier
            .Verify(body, null, legacy, before.AddSeconds(1))
            .ShouldBe(WebhookRefusal.LegacyEnded);
    }

    [Fact]
    public void A_new_key_is_taken_beside_the_old_one()
    {
        using var next = new SignedWebhooks();
        using var verifier = new WebhookVerifier(
            new WebhookKeys { Ed25519 = [.. _sender.Keys.Ed25519, .. next.Keys.Ed25519] }
        );
        var body = _sender.Body();
        var bytes = Encoding.UTF8.GetBytes(body);
        verifier.Verify(bytes, _sender.Sign(body), null, _sender.Now).ShouldBeNull();
        verifier.Verify(bytes, next.Sign(body), null, _sender.Now).ShouldBeNull();
    }

    [Fact]
    public void HighLevels_published_keys_are_keys()
    {
        using var verifier = new WebhookVerifier(WebhookKeys.Published);
        verifier.Verify("{}"u8, _sender.Sign("{}"), null, _sender.Now).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("8b61d1d6cacbe28d7c3bc0516bb815258ec6edbba96cddc7f40c09ac708388e8", true)]
    [InlineData("MCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg=", true)]
    [InlineData("i2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg=", true)]
    [InlineData(
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg=\n-----END PUBLIC KEY-----",
        true
    )]
    [InlineData("a key", false)]
    [InlineData("AAAA", false)]
    public void A_key_is_read_in_each_of_its_spellings(string text, bool isKey)
    {
        var make = () => new WebhookVerifier(new WebhookKeys { Ed25519 = [text] }).Dispose();
        if (isKey)
            make.ShouldNotThrow();
        else
            make.ShouldThrow<FormatException>();
    }
}
