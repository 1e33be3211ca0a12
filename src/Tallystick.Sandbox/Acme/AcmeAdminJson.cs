using System.Text.Json.Serialization;

namespace Tallystick.Sandbox.Acme;

/// <summary>The admin's bodies; a property misspelt is an error, not a default.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(AcmeFaultRates))]
[JsonSerializable(typeof(AcmeSeedRequest))]
[JsonSerializable(typeof(AcmeRevokeRequest))]
[JsonSerializable(typeof(AcmeLifetimeRequest))]
internal sealed partial class AcmeAdminJson : JsonSerializerContext;
