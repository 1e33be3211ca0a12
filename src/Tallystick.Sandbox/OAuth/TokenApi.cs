using System.Text.Json;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.OAuth;

/// <summary>
/// The token endpoint, a location's token for a company's, and where the app is installed. Some
/// paths are known to both generations, some to one; both spell the names of what they answer anew.
/// </summary>
internal sealed class TokenApi(SandboxWorld world)
{
    // Live answers to the exchange of a company's token say so, the token endpoint's a second less.
    private const int LocationTokenSeconds = 86_400;
    private const int PageMax = 100;

    private readonly OAuthDesk _desk = new(world);

    public IEnumerable<Route> Routes =>
        [
            new("POST", "/oauth/token", "oauth.token", "", Token) { Class = null, IsOpen = true },
            new("POST", "/oauth/locationToken", "oauth.location-token", "oauth.write", Exchange)
            {
                Class = TokenClass.Company,
            },
            new("POST", "/oauth/location-token", "oauth.location-token", "oauth.write", Exchange)
            {
                Class = TokenClass.Company,
                Only = ApiVersion.V3,
            },
            new("GET", "/oauth/installedLocations", "oauth.installed", "oauth.readonly", Installed)
            {
                Class = TokenClass.Company,
            },
            new(
                "GET",
                "/oauth/installed-locations",
                "oauth.installed",
                "oauth.readonly",
                InstalledV3
            )
            {
                Class = TokenClass.Company,
                Only = ApiVersion.V3,
            },
        ];

    private Reply Token(Call call)
    {
        var grantType = Text(call, "grant_type", "grantType");
        var client = Text(call, "client_id", "clientId");
        var secret = Text(call, "client_secret", "clientSecret");
        if (grantType is null || client is null || secret is null)
            throw Refusal.Invalid(
                "client_id should not be empty",
                "client_secret should not be empty",
                "grant_type must be one of the following values: authorization_code, refresh_token, client_credentials"
            );
        var isOurs = client == world.OAuth.App.ClientId && secret == world.OAuth.App.ClientSecret;
        return grantType switch
        {
            // Wrong credentials look as a wrong code does, live as well.
            "authorization_code" => Answer(
                call,
                isOurs
                    ? _desk.Exchange(
                        Text(call, "code", "code") ?? "",
                        Text(call, "redirect_uri", "redirectUri")
                    )
                    : null,
                "Authorization code not found"
            ),
            "refresh_token" => Refresh(
                call,
                isOurs,
                Text(call, "refresh_token", "refreshToken") ?? ""
            ),
            _ => throw Refusal.BadRequest($"Unsupported grant type: {grantType}"),
        };
    }

    private Reply Refresh(Call call, bool isOurs, string refreshToken)
    {
        if (
            world.OAuth.Grants.TryGetValue(refreshToken, out var grant)
            && grant.Install.LocationId is { } location
            && world.OAuth.Inactive.Contains(location)
        )
            throw Refusal.BadRequest("Location is not active");
        return Answer(call, isOurs ? _desk.Refresh(refreshToken) : null, "Refresh token not found");
    }

    private Reply Exchange(Call call)
    {
        if (call.Token.Kind is TokenKind.PrivateIntegration)
            throw Refusal.Unauthorized("The token is not authorized for this scope.");
        var dto = new Dto(call.Body, "companyId", "locationId");
        var company = dto.Text("companyId", isRequired: true);
        var id = dto.Text("locationId", isRequired: true);
        dto.Check();
        if (company != SandboxWorld.CompanyId || !world.Locations.ContainsKey(id!))
            throw Refusal.WrongTenant();
        var first = world.OAuth.FirstAsked.TryGetValue(id!, out var at) ? at : world.Clock.NowMs;
        world.OAuth.FirstAsked[id!] = first;
        if (world.Clock.NowMs - first < call.Faults.InstallRaceSeconds * 1000)
            throw Refusal.BadRequest("Location is not installed yet");
        var issued = _desk.ForLocation(id!, call.Token.Scopes);
        return call.Created(w => Write(w, call, issued, LocationTokenSeconds));
    }

    private static Reply Answer(Call call, Issued? issued, string refusal) =>
        issued is null
            ? Reply.Json(401, call.TraceId, w => WriteRefusal(w, call, refusal))
            : call.Ok(w => Write(w, call, issued, null));

    private static void WriteRefusal(Utf8JsonWriter writer, Call call, string refusal)
    {
        if (!call.IsV3)
        {
            writer.WriteString("error", "UnAuthorized!");
            writer.WriteString("error_description", refusal);
            return;
        }
        writer.WriteStartObject("error");
        writer.WriteString("code", "UNAUTHORIZED");
        writer.WriteString("message", refusal);
        writer.WriteStartObject("details");
        writer.WriteEndObject();
        writer.WriteString("resolution", "Install the app again.");
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Call call, Issued issued, int? seconds)
    {
        var install = issued.Grant.Install;
        var world = call.World;
        string Name(string dated, string v3) => call.IsV3 ? v3 : dated;
        writer.WriteString(Name("access_token", "accessToken"), issued.AccessToken);
        writer.WriteString(Name("token_type", "tokenType"), "Bearer");
        writer.WriteNumber(Name("expires_in", "expiresIn"), seconds ?? issued.Seconds);
        writer.WriteString(Name("refresh_token", "refreshToken"), issued.Grant.RefreshToken);
        writer.WriteString("scope", string.Join(' ', issued.Scopes));
        writer.WriteString("userType", install.LocationId is null ? "Company" : "Location");
        writer.WriteString("companyId", SandboxWorld.CompanyId);
        if (install.LocationId is { } location)
            writer.WriteString("locationId", location);
        writer.WriteString("userId", Furniture.FirstUser);
        if (seconds is not null)
        {
            writer.WriteString("appId", world.OAuth.App.Id);
            writer.WriteString("versionId", world.OAuth.App.VersionId);
            return;
        }
        writer.WriteString("refreshTokenId", issued.Grant.RefreshTokenId);
        writer.WriteBoolean("isBulkInstallation", install.LocationId is null);
        if (install.LocationId is not null)
            return;
        writer.WriteStartArray("approvedLocations");
        foreach (var id in world.Locations.Keys)
            writer.WriteStringValue(id);
        writer.WriteEndArray();
        writer.WriteBoolean("approveAllLocations", true);
        writer.WriteBoolean("installToFutureLocations", true);
    }

    private Reply Installed(Call call)
    {
        var all = Locations(call);
        var skip = call.QueryNumber("skip", 0, 0, int.MaxValue);
        var limit = call.QueryNumber("limit", 20, 1, PageMax);
        return call.Ok(w =>
        {
            WriteLocations(w, "locations", all.Skip(skip).Take(limit));
            w.WriteNumber("count", all.Count);
            w.WriteBoolean("installToFutureLocations", world.OAuth.Installs.ContainsKey("company"));
        });
    }

    private Reply InstalledV3(Call call)
    {
        var all = Locations(call);
        var skip = call.QueryNumber("pageToken", 0, 0, int.MaxValue);
        var page = all.Skip(skip).Take(call.QueryNumber("pageSize", 20, 1, PageMax)).ToList();
        var next = skip + page.Count;
        return call.Ok(w =>
        {
            WriteLocations(w, "items", page);
            w.WriteStartObject("pagination");
            w.WriteNumber("totalRecords", all.Count);
            w.WriteBoolean("hasNextPage", next < all.Count);
            w.WriteBoolean("hasPrevPage", skip > 0);
            if (next < all.Count)
                w.WriteString("nextPageToken", Invariant(next));
            w.WriteNumber("currentPageSize", page.Count);
            w.WriteEndObject();
            w.WriteBoolean("installToFutureLocations", world.OAuth.Installs.ContainsKey("company"));
        });
    }

    private List<LocationState> Locations(Call call)
    {
        if (call.Token.Kind is TokenKind.PrivateIntegration)
            throw Refusal.Unauthorized("The token is not authorized for this scope.");
        foreach (var name in (string[])["companyId", "appId"])
            if (call.Query[name].ToString().Length == 0)
                throw Refusal.Invalid($"{name} should not be empty");
        if (call.Query["companyId"] != SandboxWorld.CompanyId)
            throw Refusal.WrongTenant();
        var wanted = call.Query["locationId"].ToString();
        var part = call.Query["query"].ToString();
        var only = call.Query["isInstalled"].ToString();
        return
        [
            .. world
                .Locations.Values.Where(l => wanted.Length == 0 || l.Id == wanted)
                .Where(l => l.Name.Contains(part, StringComparison.OrdinalIgnoreCase))
                .Where(l => only.Length == 0 || InstallOf(l) is not null == (only == "true"))
                .OrderBy(l => l.Id, StringComparer.Ordinal),
        ];
    }

    private Install? InstallOf(LocationState location) =>
        world.OAuth.Installs.GetValueOrDefault(location.Id)
        ?? world.OAuth.Installs.GetValueOrDefault("company");

    private void WriteLocations(
        Utf8JsonWriter writer,
        string name,
        IEnumerable<LocationState> locations
    )
    {
        writer.WriteStartArray(name);
        foreach (var location in locations)
        {
            var install = InstallOf(location);
            writer.WriteStartObject();
            writer.WriteString("_id", location.Id);
            writer.WriteString("name", location.Name);
            writer.WriteString("address", "");
            writer.WriteBoolean("isInstalled", install is not null);
            if (install is not null)
            {
                writer.WriteString("versionId", world.OAuth.App.VersionId);
                writer.WriteString("installedAt", Times.Iso(install.At));
            }
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static string? Text(Call call, string dated, string v3) =>
        call.Body.ValueKind is not JsonValueKind.Object ? null
        : call.Body.TryGetProperty(dated, out var value) || call.Body.TryGetProperty(v3, out value)
            ? value.ValueKind is JsonValueKind.String ? value.GetString()
                : null
        : null;

    private static string Invariant(int number) =>
        number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
