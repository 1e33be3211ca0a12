using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Tallystick.HighLevel.Tokens;

/// <summary>The token endpoint of an app. Each method is one call; nothing is kept.</summary>
/// <param name="http">Give it a time limit well below the grace, such as 8 seconds.</param>
public sealed class HighLevelOAuth(HttpClient http, HighLevelApp app, TimeProvider time)
    : ITokenIssuer
{
    private const int PageSize = 100;

    private readonly Uri _base = new(app.BaseAddress.AbsoluteUri.TrimEnd('/') + "/");

    /// <summary>Tokens for the code that the install page led back with; it is good once.</summary>
    /// <exception cref="HighLevelException">The code, or the app's id or secret, is wrong.</exception>
    public Task<TokenSet> ExchangeAsync(
        string code,
        Uri redirect,
        CancellationToken cancellationToken = default
    ) =>
        TokensAsync(
            [
                ("grant_type", "authorization_code"),
                ("code", code),
                ("user_type", nameof(TokenClass.Location)),
                ("redirect_uri", redirect.OriginalString),
            ],
            cancellationToken
        );

    /// <summary>New tokens for old ones, whose refresh token ends with it.</summary>
    public Task<TokenSet> RenewAsync(
        TokenSet? old,
        CancellationToken cancellationToken = default
    ) =>
        old?.RefreshToken is { } refresh
            ? TokensAsync(
                [
                    ("grant_type", "refresh_token"),
                    ("refresh_token", refresh),
                    ("user_type", old.Class.ToString()),
                ],
                cancellationToken
            )
            : throw new HighLevelException(
                HighLevelProblem.InstallLost,
                Operations.Token,
                0,
                ["no refresh token is kept: the app must be connected"]
            );

    /// <summary>Each renewal uses up the old refresh token: a refusal is the end of the install.</summary>
    public TokenFailure Judge(Exception failure) =>
        (failure as HighLevelException)?.Problem switch
        {
            HighLevelProblem.InvalidToken => TokenFailure.Final,
            HighLevelProblem.Unreachable
            or HighLevelProblem.ServerError
            or HighLevelProblem.NotJson
            or HighLevelProblem.RateLimited
            or HighLevelProblem.DailyLimitReached => TokenFailure.Passing,
            _ => TokenFailure.Other,
        };

    public Exception Lost(string name, Exception? cause)
    {
        var refusal = cause as HighLevelException;
        return new HighLevelException(
            HighLevelProblem.InstallLost,
            refusal?.Operation ?? Operations.Token,
            refusal?.Status ?? HttpStatusCode.Unauthorized,
            [
                $"the refresh token kept as '{name}' is used up or revoked: the app must be connected again",
            ]
        )
        {
            TraceId = refusal?.TraceId,
        };
    }

    /// <summary>A location's own tokens, for an agency's.</summary>
    public Task<TokenSet> LocationTokenAsync(
        string companyToken,
        string companyId,
        string locationId,
        CancellationToken cancellationToken = default
    ) =>
        ReadAsync(
            Operations.LocationToken,
            "oauth/locationToken",
            companyToken,
            [("companyId", companyId), ("locationId", locationId)],
            Parse,
            cancellationToken
        );

    /// <summary>Where the app is installed in an agency.</summary>
    public async Task<IReadOnlyList<InstalledLocation>> InstalledLocationsAsync(
        string companyToken,
        string companyId,
        CancellationToken cancellationToken = default
    )
    {
        var all = new List<InstalledLocation>();
        while (true)
        {
            var page = await ReadAsync(
                Operations.InstalledLocations,
                $"oauth/installedLocations?companyId={Uri.EscapeDataString(companyId)}&appId={Uri.EscapeDataString(app.AppId)}&isInstalled=true&skip={all.Count}&limit={PageSize}",
                companyToken,
                null,
                InstalledLocation.ParseAll,
                cancellationToken
            );
            all.AddRange(page);
            if (page.Count < PageSize)
                return all;
        }
    }

    private Task<TokenSet> TokensAsync(
        IEnumerable<(string Name, string Value)> fields,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.Token,
            "oauth/token",
            null,
            [("client_id", app.ClientId), ("client_secret", app.ClientSecret), .. fields],
            Parse,
            cancellationToken
        );

    private async Task<T> ReadAsync<T>(
        Operation operation,
        string path,
        string? token,
        IEnumerable<(string Name, string Value)>? form,
        Func<JsonElement, T> parse,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(operation.Method, new Uri(_base, path));
        request.Options.Set(HighLevelClient.OperationKey, operation.Name);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Add("Version", operation.Version);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (form is not null)
            request.Content = new FormUrlEncodedContent(
                form.Select(f => KeyValuePair.Create(f.Name, f.Value))
            );
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode
                ? Read(operation, response, body, parse)
                : throw ErrorReader.Read(operation, response, body);
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException or TimeoutException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new HighLevelException(
                HighLevelProblem.Unreachable,
                operation,
                0,
                [$"{app.BaseAddress.Authority} gave no whole answer to {operation}"]
            );
        }
    }

    private static T Read<T>(
        Operation operation,
        HttpResponseMessage response,
        byte[] body,
        Func<JsonElement, T> parse
    )
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return parse(document.RootElement);
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw ErrorReader.NotJson(operation, response, body);
        }
    }

    private TokenSet Parse(JsonElement root)
    {
        var now = time.GetUtcNow();
        return new TokenSet
        {
            AccessToken =
                root.GetProperty("access_token").GetString()
                ?? throw new JsonException("no access_token"),
            RefreshToken = Text(root, "refresh_token"),
            ObtainedAt = now,
            ExpiresAt = now + TimeSpan.FromSeconds(root.GetProperty("expires_in").GetDouble()),
            Scopes = (Text(root, "scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Class = Text(root, "userType") is nameof(TokenClass.Company)
                ? TokenClass.Company
                : TokenClass.Location,
            CompanyId = Text(root, "companyId"),
            LocationId = Text(root, "locationId"),
            UserId = Text(root, "userId"),
        };
    }

    internal static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;
}
