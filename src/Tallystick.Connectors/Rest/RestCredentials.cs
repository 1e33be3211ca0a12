using System.Text;
using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.Rest;

/// <summary>Puts a connection's secrets where the manifest wants them, and nowhere else. Tokens that end go with each call.</summary>
internal sealed class RestCredentials
{
    private readonly (string Name, string Value)? _header;
    private readonly string? _query;
    private readonly string? _queryName;

    /// <exception cref="ConnectorException">A secret is missing or cannot be sent.</exception>
    public RestCredentials(RestManifest manifest, RestSettings settings)
    {
        switch (manifest.Auth)
        {
            case RestAuth.ApiKey { Header: { } header } key:
                _header = (header, Ascii(Secret(key.Secret), key.Secret));
                break;
            case RestAuth.ApiKey { Query: { } query } key:
                _queryName = Uri.EscapeDataString(query);
                _query =
                    Uri.EscapeDataString(query) + "=" + Uri.EscapeDataString(Secret(key.Secret));
                break;
            case RestAuth.Bearer bearer:
                _header = (
                    "Authorization",
                    "Bearer " + Ascii(Secret(bearer.Secret), bearer.Secret)
                );
                break;
            case RestAuth.Basic basic:
                var pair = Encoding.UTF8.GetBytes(
                    Secret(basic.User) + ":" + Secret(basic.Password)
                );
                _header = ("Authorization", "Basic " + Convert.ToBase64String(pair));
                break;
            case RestAuth.OAuth2 when settings.Tokens is null:
                throw NotConnected(manifest);
            default:
                break;
        }

        // A header carries nothing else (RFC 9110, 5.5).
        string Ascii(string value, string name) =>
            value.All(char.IsAscii) ? value : throw CannotBeSent(manifest, name);

        string Secret(string name) =>
            Check(manifest, name, settings.Secrets.GetValueOrDefault(name));
    }

    public void AddHeader(HttpRequestMessage message)
    {
        if (_header is var (name, value))
            message.Headers.TryAddWithoutValidation(name, value);
    }

    public Uri AddQuery(Uri address) =>
        _query is null
            ? address
            : new Uri(address.AbsoluteUri + (address.Query is "" ? '?' : '&') + _query);

    /// <summary>Takes the secret out of an address that the app gave.</summary>
    public Uri WithoutQuery(Uri address)
    {
        if (_queryName is null || address.Query is "")
            return address;
        var rest = address
            .Query[1..]
            .Split('&')
            .Where(p => !p.Split('=')[0].Equals(_queryName, StringComparison.OrdinalIgnoreCase));
        return new UriBuilder(address) { Query = string.Join('&', rest) }.Uri;
    }

    private static string Check(RestManifest manifest, string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
            throw new ConnectorException(
                ProblemKind.Unauthorized,
                $"{manifest.Title} needs the secret '{name}'."
            )
            {
                Hint = $"Give the connection a value for '{name}'.",
            };
        return value.Any(char.IsControl) ? throw CannotBeSent(manifest, name) : value;
    }

    private static ConnectorException NotConnected(RestManifest manifest) =>
        new(ProblemKind.Unauthorized, $"No account of {manifest.Title} is connected.")
        {
            Hint = $"Connect one: tally connect {manifest.App}.",
        };

    private static ConnectorException CannotBeSent(RestManifest manifest, string name) =>
        new(
            ProblemKind.Unauthorized,
            $"The secret '{name}' of {manifest.Title} holds a character that cannot be sent."
        )
        {
            Hint = "Look for a line break at its end, or an accent.",
        };
}
