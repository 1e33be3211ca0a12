using Tallystick.Sandbox;

namespace Tallystick.EndToEnd.Tests;

/// <summary>A stream is known by its name, and who renames one is told.</summary>
public sealed class RenamedStreamTests
{
    private const string Warning =
        "'contacts/people' starts anew, and the state remembers 2 pairs of 'contacts/contacts'";

    [Fact]
    public async Task Who_renames_a_stream_is_told_before_both_sides_meet_anew_and_not_again_after_it_was_named_back()
    {
        await using var scene = await Scene.StartAsync(
            new SandboxOptions
            {
                Contacts = 2,
                Limits = false,
                SearchLag = TimeSpan.Zero,
            }
        );
        await scene.WriteSyncFileAsync(
            "connector: csv\npath: people.csv\nkey: Id",
            "left: contact\nright: row\nmatch: [email]\nconflict: left\nfields:\n  - [email, E-mail]",
            "limit: none\nsearch-lag: 0s"
        );
        await File.WriteAllTextAsync(scene.PathOf("people.csv"), "Id,E-mail\n");
        (await scene.SyncAsync()).ShouldExit(0).Error.ShouldNotContain("starts anew");

        await RenameAsync(scene, "contacts:", "people:");
        (await scene.PlanAsync()).ShouldExit(0).Error.ShouldContain(Warning);

        await RenameAsync(scene, "people:", "contacts:");
        (await scene.PlanAsync()).ShouldExit(0).Error.ShouldNotContain("starts anew");
    }

    private static async Task RenameAsync(Scene scene, string from, string to)
    {
        var path = scene.PathOf("tallystick.yaml");
        var text = await File.ReadAllTextAsync(path);
        var at = text.LastIndexOf(from, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, text[..at] + to + text[(at + from.Length)..]);
    }
}
