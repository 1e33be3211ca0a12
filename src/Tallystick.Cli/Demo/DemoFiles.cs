using Tallystick.Core.Mapping;
using Tallystick.Engine.Configuration;
using Tallystick.Sandbox;

namespace Tallystick.Cli.Demo;

/// <summary>The demo's folder: the sync file, the state, and what the two systems hold.</summary>
internal static class DemoFiles
{
    public const string HighLevelData = "highlevel.json";
    public const string AcmeData = "acme.json";
    private const string SyncFileName = "tallystick.yaml";

    private static readonly string[] Own =
    [
        SyncFileName,
        "tallystick.db",
        "tallystick.db-wal",
        "tallystick.db-shm",
        "tallystick.db.lock",
        HighLevelData,
        AcmeData,
    ];

    /// <summary>An empty folder, or one that an earlier demo left behind: its files go.</summary>
    public static void Prepare(string folder)
    {
        Directory.CreateDirectory(folder);
        var strangers = Directory
            .EnumerateFileSystemEntries(folder)
            .Select(Path.GetFileName)
            .Except(Own)
            .ToArray();
        if (strangers.Length > 0)
            throw new UserException(
                $"The folder '{folder}' holds other files, such as '{strangers[0]}'.",
                "Name an empty or a new one with --folder.",
                ExitCode.Usage
            );
        foreach (var name in Own)
            File.Delete(Path.Combine(folder, name));
    }

    public static string SyncFileOf(string folder) => Path.Combine(folder, SyncFileName);

    public static Task WriteSyncFileAsync(
        string folder,
        DemoWorld world,
        CancellationToken cancellationToken
    ) =>
        File.WriteAllTextAsync(
            SyncFileOf(folder),
            SyncFileText.Write(
                new SyncFileDraft(
                    [
                        new DraftConnection(
                            "highlevel",
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
                                    world.HighLevel.BaseAddress.AbsoluteUri
                                ),
                                new DraftSetting("search-lag", "1s"),
                                new DraftSetting("limit", "none"),
                                new DraftSetting(
                                    "sandbox",
                                    HighLevelData,
                                    "started from here when nothing listens at base-url"
                                ),
                            ],
                            "A HighLevel that runs on this machine."
                        ),
                        new DraftConnection(
                            "acme",
                            "acme",
                            [
                                new DraftSetting("base-url", world.Acme.BaseAddress.AbsoluteUri),
                                new DraftSetting("api-key", "acme-demo-key"),
                                new DraftSetting("limit", "none"),
                                new DraftSetting("sandbox", AcmeData),
                            ],
                            "A small CRM that runs on this machine."
                        ),
                    ],
                    [
                        new SyncDefinition
                        {
                            Name = "contacts",
                            Left = "highlevel",
                            Right = "acme",
                            Streams = [Stream],
                        },
                    ]
                )
            ),
            cancellationToken
        );

    private static StreamDefinition Stream =>
        new()
        {
            Name = "contacts/contacts",
            LeftObject = "contact",
            RightObject = "person",
            Match =
            [
                ["email"],
                ["phone"],
            ],
            Conflict = ConflictPolicy.Left,
            Deletes = DeletePolicy.Propagate,
            Fields =
            [
                new FieldPair("email", "emailAddress"),
                new FieldPair("phone", "mobile"),
                new FieldPair("firstName", "givenName"),
                new FieldPair("lastName", "familyName"),
                new FieldPair("companyName", "organisation"),
                new FieldPair("address1", "street"),
                new FieldPair("city", "town"),
                new FieldPair("state", "region"),
                new FieldPair("postalCode", "postcode"),
                new FieldPair("country", "countryCode"),
                new FieldPair("dateOfBirth", "birthday"),
                new FieldPair("tags", "labels"),
            ],
        };
}
