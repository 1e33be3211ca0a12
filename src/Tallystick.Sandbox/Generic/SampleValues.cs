using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Tallystick.Catalogs;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Generic;

/// <summary>
/// Single values of a type and a name. The same subject gets the same values, another gets others.
/// </summary>
internal sealed class SampleValues(int seed, string subject, long nowMs, string? location)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly string[] Negative = ["has", "deleted", "error", "failed", "archived"];

    /// <summary>Null for a type that is made of others.</summary>
    public JsonNode? Of(string name, CatalogType type) =>
        type.Kind switch
        {
            CatalogKind.Text => JsonValue.Create(Text(name, type)),
            CatalogKind.Whole or CatalogKind.Number => JsonValue.Create(Number(name)),
            CatalogKind.Bool => JsonValue.Create(
                !Negative.Any(n => name.Contains(n, StringComparison.OrdinalIgnoreCase))
            ),
            _ => null,
        };

    /// <summary>An id in the shape of most of HighLevel's.</summary>
    public string Id(string what)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{subject}/{what}"));
        return string.Concat(hash.Take(20).Select(b => Letters[b % Letters.Length]));
    }

    private long Number(string name)
    {
        var word = name.ToLowerInvariant();
        return word switch
        {
            "statuscode" or "status" => 200,
            "maxcallduration" => 300,
            _ when word.EndsWith("at", StringComparison.Ordinal) || IsTime(word) => nowMs,
            _ => 1,
        };
    }

    private string Text(string name, CatalogType type)
    {
        if (type.Enum.Count > 0)
            return type.Enum[0];
        return type.Format switch
        {
            "date-time" => Times.Iso(nowMs),
            "date" => Times.Iso(nowMs)[..10],
            "email" => "sample@example.com",
            "uri" or "url" => "https://example.com/sample",
            "uuid" => Uuid(name),
            _ => ByName(name),
        };
    }

    private string ByName(string name)
    {
        var word = name.ToLowerInvariant();
        return word switch
        {
            "id" or "_id" => Id("id"),
            "altid" or "locationid" or "location_id" => location ?? Id(word),
            "alttype" => "location",
            "companyid" or "company_id" => SandboxWorld.CompanyId,
            "country" or "countrycode" => "US",
            "currency" => "USD",
            "timezone" => "America/New_York",
            "traceid" => Uuid(name),
            _ when word.Contains("email") => "sample@example.com",
            _ when word.Contains("phone") => "+12125550100",
            _ when word.Contains("url") || word.EndsWith("link") || word is "website" =>
                "https://example.com/sample",
            _ when word.EndsWith("at") || IsTime(word) => Times.Iso(nowMs),
            _ when word.EndsWith("id") => Id(word),
            _ when word.Contains("name") || word is "title" => $"Sample {Id(name)[..4]}",
            _ => "sample",
        };
    }

    private static bool IsTime(string word) =>
        word.EndsWith("date", StringComparison.Ordinal)
        || word.EndsWith("time", StringComparison.Ordinal)
        || word is "dateadded" or "dateupdated" or "timestamp";

    private string Uuid(string name) =>
        new Guid(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{subject}/{name}")).AsSpan(0, 16)
        ).ToString();
}
