using System.Text.Json;
using Tallystick.Core.Yaml;
using Tallystick.Engine.Configuration;

namespace Tallystick.Tests.Configuration;

/// <summary>Sync files to start from.</summary>
internal static class Files
{
    /// <summary>The smallest whole file; line numbers in tests count on it.</summary>
    public const string Good = """
        version: 1
        connections:
          crm:
            connector: highlevel
          people:
            connector: csv
        syncs:
          contacts:
            left: crm
            right: people
            streams:
              contacts:
                left: contact
                right: row
                match: [email]
                fields:
                  - [email, Email]
                  - [phone, Phone]
        """;

    public static SyncFile Parse(string text, params (string Name, string Value)[] environment) =>
        SyncFile.Parse(
            text,
            "/data/tallystick.yaml",
            name => environment.FirstOrDefault(e => e.Name == name).Value
        );

    public static DocumentException Complaint(Action action) =>
        Should.Throw<DocumentException>(action);

    /// <summary>All that a sync says, save where it stands.</summary>
    public static string Meaning(IEnumerable<SyncDefinition> syncs) =>
        JsonSerializer.Serialize(
            syncs.Select(s =>
                s with
                {
                    Streams =
                    [
                        .. s.Streams.Select(t =>
                            t with
                            {
                                Siblings = [],
                                LeftWhere = null,
                                RightWhere = null,
                                Fields = [.. t.Fields.Select(f => f with { Where = null })],
                            }
                        ),
                    ],
                }
            )
        );
}
