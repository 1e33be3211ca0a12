using Tallystick.Cli.Accounts;
using Tallystick.Connectors.Csv;
using Tallystick.Connectors.Rest;
using Tallystick.Core.Mapping;
using Tallystick.Engine.Configuration;
using Tallystick.Sandbox;

namespace Tallystick.Cli.Connections;

/// <summary>A connection in a few characters, as <c>tally init</c> takes it.</summary>
internal sealed record ConnectionSpec(DraftConnection Draft)
{
    public const string Forms =
        "highlevel, highlevel:ACCOUNT (as tally connect keeps it), sandbox (a running tally sandbox), csv:FILE, postgres:TABLE, sqlite:FILE:TABLE, rest:MANIFEST, or a known app such as acme, acme:ACCOUNT";

    private static readonly string[] KeyNames =
    [
        "id",
        "contactid",
        "personid",
        "recordid",
        "customerid",
        "externalid",
        "uuid",
        "guid",
        "key",
        "no",
        "nr",
        "number",
    ];

    /// <param name="file">The sync file: relative paths start at its folder, and its accounts are known.</param>
    /// <exception cref="UserException">The spec is none of the forms.</exception>
    public static ConnectionSpec Parse(string spec, string file, string side)
    {
        var folder = Path.GetDirectoryName(file)!;
        var (kind, rest) = spec.Split(':', 2) is [var k, var r] ? (k, r) : (spec, "");
        return kind switch
        {
            "highlevel" => KeptAccount.Find(file, kind, NullIfEmpty(rest), side) is { } kept
                ? Connected(kept)
                : HighLevel(),
            "sandbox" => Sandbox(rest),
            "csv" when rest.Length > 0 => Csv(rest, folder, side),
            "postgres" when rest.Length > 0 => Postgres(rest),
            "sqlite" when rest.Split(':') is [{ Length: > 0 } database, { Length: > 0 } table] =>
                Sqlite(database, table, folder, side),
            "rest" when rest.Length > 0 => Manifest(
                RestManifest.Load(Path.GetFullPath(rest, folder)),
                rest,
                KeptAccount.OfManifest(file, Path.GetFullPath(rest, folder))
            ),
            _ when RestManifests.Find(kind) is { } manifest => Manifest(
                manifest,
                null,
                KeptAccount.Find(file, kind, NullIfEmpty(rest), side)
            ),
            _ => throw new UserException(
                $"'{spec}' is no connection (--{side}).",
                $"The forms are {Forms}. {Suggestions.For(kind, ConnectionOpener.ConnectorNames)}",
                ExitCode.Usage
            ),
        };
    }

    /// <summary>The settings as the sync file at the path would have them.</summary>
    public ConnectionSettings ToSettings(string path)
    {
        var stream = new StreamDefinition
        {
            Name = "probe/probe",
            LeftObject = "a",
            RightObject = "b",
            Match =
            [
                ["a"],
            ],
            Fields = [new FieldPair("a", "b")],
        };
        var sync = new SyncDefinition
        {
            Name = "probe",
            Left = Draft.Name,
            Right = Draft.Name,
            Streams = [stream],
        };
        var text = SyncFileText.Write(new SyncFileDraft([Draft], [sync]));
        return SyncFile
            .Parse(text, path, ProcessEnvironment.Get, Accounts.ProcessKeyStores.Value)
            .Connections[Draft.Name];
    }

    private static ConnectionSpec HighLevel() =>
        new(
            new DraftConnection(
                "highlevel",
                "highlevel",
                [
                    new DraftSetting(
                        "token",
                        "${env:HIGHLEVEL_TOKEN}",
                        "Settings → Private Integrations"
                    ),
                    new DraftSetting(
                        "location",
                        "${env:HIGHLEVEL_LOCATION}",
                        "Settings → Business Profile"
                    ),
                ],
                "Scopes: contacts.readonly, contacts.write, locations.readonly, locations/customFields.readonly; for tasks also locations/tasks.readonly."
            )
        );

    private static ConnectionSpec Connected(KeptAccount kept)
    {
        var settings = new List<DraftSetting>
        {
            new("token", $"${{secret:{kept.Name}}}", kept.Command),
            new("location", kept.Account.Location ?? "${env:HIGHLEVEL_LOCATION}"),
        };
        if (kept.Account.BaseUrl is { } address)
            settings.Add(new DraftSetting("base-url", address.AbsoluteUri));
        return new ConnectionSpec(new DraftConnection(kept.Name, "highlevel", settings));
    }

    /// <summary>The sandbox on its usual port, or at the address given behind the colon.</summary>
    private static ConnectionSpec Sandbox(string address) =>
        new(
            new DraftConnection(
                "sandbox",
                "highlevel",
                [
                    new DraftSetting(
                        "token",
                        HighLevelSandbox.DefaultToken,
                        "a sandbox's token is no secret"
                    ),
                    new DraftSetting("location", HighLevelSandbox.DefaultLocation),
                    new DraftSetting(
                        "base-url",
                        address.Length > 0
                            ? address
                            : $"http://127.0.0.1:{Commands.SandboxCommand.DefaultPort}"
                    ),
                    new DraftSetting("search-lag", "12s"),
                ],
                "A HighLevel that runs on this machine: tally sandbox."
            )
        );

    private static ConnectionSpec Csv(string file, string folder, string side)
    {
        var path = Path.GetFullPath(file);
        if (!File.Exists(path))
            path = Existing(file, folder, side);
        var headers = CsvConnector.HeadersOf(path);
        return new(
            new DraftConnection(
                "people",
                "csv",
                [
                    new DraftSetting("path", Path.GetRelativePath(folder, path)),
                    new DraftSetting(
                        "key",
                        KeyOf(headers),
                        "unique in each row, and never changes"
                    ),
                ]
            )
        );
    }

    private static string KeyOf(IReadOnlyList<string> headers)
    {
        foreach (var name in KeyNames)
        {
            if (headers.FirstOrDefault(h => Fold(h) == name) is { } key)
                return key;
        }
        return headers.FirstOrDefault(h => Fold(h).EndsWith("id", StringComparison.Ordinal))
            ?? headers.FirstOrDefault(h => Fold(h).Contains("mail", StringComparison.Ordinal))
            ?? headers[0];
    }

    private static ConnectionSpec Postgres(string table) =>
        new(
            new DraftConnection(
                "database",
                "postgres",
                [
                    new DraftSetting(
                        "connection",
                        "${env:DATABASE_CONNECTION}",
                        "Host=…;Database=…;Username=…;Password=…"
                    ),
                    new DraftSetting("table", table),
                    new DraftSetting("key", "id"),
                ]
            )
        );

    private static ConnectionSpec Sqlite(string file, string table, string folder, string side)
    {
        Existing(file, folder, side);
        return new(
            new DraftConnection(
                "database",
                "sqlite",
                [
                    new DraftSetting("path", file),
                    new DraftSetting("table", table),
                    new DraftSetting("key", "id"),
                ]
            )
        );
    }

    private static string Existing(string file, string folder, string side)
    {
        var path = Path.GetFullPath(file, folder);
        return File.Exists(path)
            ? path
            : throw new UserException(
                $"There is no file '{path}' (--{side}).",
                "A relative path starts at the folder of the sync file.",
                ExitCode.Usage
            );
    }

    private static ConnectionSpec Manifest(RestManifest manifest, string? file, KeptAccount? kept)
    {
        var settings = new List<DraftSetting>();
        if (file is not null)
            settings.Add(new DraftSetting("manifest", file));
        var address = kept?.Account.BaseUrl ?? manifest.BaseUrl;
        settings.Add(new DraftSetting("base-url", address?.AbsoluteUri ?? "https://"));
        settings.AddRange(
            kept is null
                ? manifest.Auth.SecretNames.Select(s => new DraftSetting(
                    s,
                    $"${{env:{Shout(manifest.App)}_{Shout(s)}}}"
                ))
            : kept.Account.Kind is AccountKind.OAuth
                ?
                [
                    new DraftSetting(
                        RestAuth.OAuth2.AccountKey,
                        $"${{secret:{kept.Name}}}",
                        kept.Command
                    ),
                ]
            : kept.Account.Values.Keys.Select(s => new DraftSetting(
                s,
                $"${{secret:{kept.Name}.{s}}}",
                kept.Command
            ))
        );
        return new(
            new DraftConnection(
                kept?.Name ?? manifest.App,
                file is null ? manifest.App : "rest",
                settings,
                manifest.Title
            )
        );
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static string Shout(string name) => name.Replace('-', '_').ToUpperInvariant();

    private static string Fold(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
