using Tallystick.Cli.Output;
using Tallystick.Connectors.Rest;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Engine.Budgets;

namespace Tallystick.Cli.Accounts;

/// <summary>Connects an account of an app with a manifest, by one of the ways to log in that it takes.</summary>
internal sealed class RestConnect(
    Terminal terminal,
    TimeProvider time,
    Func<string, string?> environment
)
{
    /// <param name="manifestPath">For an app that does not come along.</param>
    /// <param name="given">NAME=VARIABLE for each secret.</param>
    public async Task<Account> ConnectAsync(
        ConnectRequest request,
        InstallRequest install,
        string? manifestPath,
        IReadOnlyList<string> given,
        CancellationToken cancellationToken
    )
    {
        var file = manifestPath is null ? request.Before?.Manifest : Path.GetFullPath(manifestPath);
        var app = ManifestOf(request.Connector, file);
        var isSecret = given.Count > 0 || request.Token is not null;
        var manifest = app with { Auth = WayOf(app, request, install, isSecret) };
        var address =
            request.BaseUrl
            ?? request.Before?.BaseUrl
            ?? AddressInFile(request)
            ?? manifest.BaseUrl;
        if (manifest.Auth is RestAuth.OAuth2 auth)
        {
            var connect = new OAuthConnect(terminal, time);
            var (connected, settings) = await connect.ConnectAsync(
                request,
                install,
                manifest,
                auth,
                file,
                address,
                cancellationToken
            );
            await TestAsync(manifest, settings, isKept: true, cancellationToken);
            return connected;
        }
        var secrets = new SecretPrompt(terminal, environment).SecretsOf(manifest, request, given);
        await TestAsync(
            manifest,
            new RestSettings { BaseUrl = address, Secrets = secrets },
            isKept: false,
            cancellationToken
        );
        var account = new Account
        {
            Connector = request.Connector,
            Kind = AccountKind.Secrets,
            ConnectedAt = time.GetUtcNow(),
            BaseUrl = request.BaseUrl ?? request.Before?.BaseUrl,
            Manifest = file,
            Values = secrets,
        };
        request.Book.Save(request.Name, account);
        request.Book.Keys.Remove(AccountBook.TokensOf(request.Name));
        return account;
    }

    private static RestManifest ManifestOf(string connector, string? path)
    {
        if (path is not null)
            return RestManifest.Load(path);
        return RestManifests.Find(connector)
            ?? throw new UserException(
                $"There is no app '{connector}' whose secrets could be kept.",
                connector == "rest"
                    ? "Name its manifest: --manifest FILE."
                    : Suggestions.For(connector, ["highlevel", "rest", .. RestManifests.Names]),
                ExitCode.Usage
            );
    }

    private static RestAuth WayOf(
        RestManifest manifest,
        ConnectRequest request,
        InstallRequest install,
        bool isSecret
    )
    {
        var oauth = manifest.Ways.OfType<RestAuth.OAuth2>().FirstOrDefault();
        var other = manifest.Ways.FirstOrDefault(w => w is not RestAuth.OAuth2);
        if (install.IsAsked && oauth is null)
            throw Usage(
                $"{manifest.Title} gives out no tokens for a client.",
                $"Give its secrets with --secret-env: {string.Join(", ", manifest.Auth.SecretNames)}."
            );
        if (isSecret && other is null)
            throw Usage(
                $"{manifest.Title} is logged in to by a client.",
                "Give --client-id ID, and --client-secret-env VARIABLE if it has a secret."
            );
        var isAgain = request.Before?.Kind is AccountKind.OAuth && !isSecret;
        return oauth is not null && (install.IsAsked || isAgain || other is null) ? oauth : other!;
    }

    private static Uri? AddressInFile(ConnectRequest request) =>
        request.File?.Connections.Values.FirstOrDefault(c =>
            c.Connector == request.Connector
            && c.Keys.Any(k =>
                c.SecretName(k) is { } secret && secret.Split('.')[0] == request.Name
            )
        )
            is { } connection
        && Uri.TryCreate(connection.Text("base-url"), UriKind.Absolute, out var address)
            ? address
            : null;

    /// <summary>A secret that the app refuses is not kept; what cannot be told is.</summary>
    /// <param name="isKept">The app gave it out itself: what it refuses of it is told.</param>
    private async Task TestAsync(
        RestManifest manifest,
        RestSettings settings,
        bool isKept,
        CancellationToken cancellationToken
    )
    {
        var budget = new Budget("connect", time, new Random(1));
        await using var connector = new RestConnector(manifest, settings, budget, time);
        foreach (var finding in await connector.TestAsync(cancellationToken))
        {
            if (!isKept && finding is { Level: FindingLevel.Bad, Topic: "credentials" })
                throw new UserException(
                    finding.Message,
                    $"{finding.Hint} Nothing was changed.".TrimStart()
                );
            if (finding.Level is not FindingLevel.Good)
                terminal.Error.WriteLine($"tally: warning: {finding.Message} {finding.Hint}");
        }
    }

    private static UserException Usage(string message, string hint) =>
        new(message, hint, ExitCode.Usage);
}
