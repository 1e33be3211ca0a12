using Tallystick.Cli.Templates;
using Tallystick.Core.Mapping;
using Tallystick.Engine.Configuration;

namespace Tallystick.Tests.Configuration;

public sealed class TemplatesTests
{
    public static TheoryData<string> Ready =>
        [.. SyncTemplates.Names.Where(n => n != SyncTemplates.Usual)];

    [Theory]
    [MemberData(nameof(Ready))]
    public void A_template_is_a_sync_file_without_a_warning_between_the_connections_it_is_given(
        string name
    )
    {
        var text = SyncTemplates.Write(
            name,
            new DraftConnection("left", "highlevel", [], "Where contacts are."),
            new DraftConnection("books", "rest", [new DraftSetting("manifest", "books.yaml")])
        );

        var file = Files.Parse(text);
        file.Warnings.ShouldBeEmpty();
        file.Connections.Keys.ShouldBe(["highlevel", "app"]);
        var sync = file.Syncs.ShouldHaveSingleItem();
        sync.Name.ShouldBe(name);
        sync.Schedule.ShouldNotBeNull();
    }

    [Fact]
    public void A_stream_goes_its_own_way_only_where_the_sync_lets_it()
    {
        ModeOf("two-way", "to-right").ShouldBe(SyncMode.ToRight);
        ModeOf("to-right", "observe").ShouldBe(SyncMode.Observe);
        ModeOf("to-right", "two-way").ShouldBe(SyncMode.ToRight);
        ModeOf("to-right", "to-left").ShouldBe(SyncMode.Observe);
        ModeOf("observe", "two-way").ShouldBe(SyncMode.Observe);
        ModeOf("observe", "to-left").ShouldBe(SyncMode.Observe);
    }

    [Fact]
    public void What_is_created_where_is_read_and_written_the_same()
    {
        var file = Files.Parse(
            Files.Good.Replace(
                "        match:",
                "        mode: to-left\n        creates: none\n        match:",
                StringComparison.Ordinal
            )
        );

        file.Syncs[0].Streams[0].Creates.ShouldBe(CreatePolicy.None);
        var draft = new SyncFileDraft(
            [new("crm", "highlevel", []), new("people", "csv", [])],
            file.Syncs
        );
        var again = Files.Parse(SyncFileText.Write(draft)).Syncs[0].Streams[0];
        (again.Creates, again.Mode).ShouldBe((CreatePolicy.None, SyncMode.ToLeft));
    }

    private static SyncMode ModeOf(string sync, string stream) =>
        Files
            .Parse(
                Files
                    .Good.Replace(
                        "    streams:",
                        $"    mode: {sync}\n    streams:",
                        StringComparison.Ordinal
                    )
                    .Replace(
                        "        match:",
                        $"        mode: {stream}\n        match:",
                        StringComparison.Ordinal
                    )
            )
            .Syncs[0]
            .Streams[0]
            .Mode;
}
