using Tallystick.Engine.Configuration;

namespace Tallystick.Tests.Configuration;

public sealed class SyncFileErrorsTests
{
    /// <summary>What is replaced in the good file, by what, the line of the error, and its parts.</summary>
    public static TheoryData<string, string, int, string[]> Faults =>
        new()
        {
            { "version: 1", "version: 2", 1, ["version 2", "reads version 1"] },
            { "version: 1", "version: one", 1, ["'version' must be a whole number"] },
            { "version: 1\n", "", 1, ["'version' is missing", "version: 1"] },
            { "version: 1", "version: 1\nsync: {}", 2, ["unknown key 'sync'", "'syncs'"] },
            { "    left: crm", "    left: cmr", 9, ["no connection 'cmr'", "Did you mean 'crm'"] },
            { "    left: crm", "    left:", 9, ["'left' has no value"] },
            { "    left: crm\n", "", 9, ["'left' is missing in sync 'contacts'"] },
            { "    left: crm", "    left: [crm]", 9, ["must be a single value", "a list"] },
            {
                "    right: people",
                "    right: people\n    mode: both",
                11,
                ["'mode'", "two-way, to-right, to-left, observe"]
            },
            {
                "    right: people",
                "    right: people\n    mod: observe",
                11,
                ["unknown key 'mod' in sync 'contacts'", "'mode'"]
            },
            { "  people:\n    connector: csv", "  people: csv", 5, ["'people'", "map of keys"] },
            { "    connector: csv", "    path: x", 6, ["'connector' is missing", "'people'"] },
            {
                "    connector: csv",
                "    connector: csv\n    limit: 100 per day",
                7,
                ["'limit'", "100/10s", "'100 per day'"]
            },
            {
                "    connector: csv",
                "    connector: csv\n    limit: [1/1s, 0/1s]",
                7,
                ["'limit'", "'0/1s'"]
            },
            {
                "    connector: csv",
                "    connector: csv\n  Other:\n    connector: csv",
                7,
                ["'Other' is no name for a connection", "a-z"]
            },
            { "  contacts:\n    left", "  my sync:\n    left", 8, ["'my sync'", "for a sync"] },
            { "      contacts:\n", "      -x:\n", 12, ["'-x' is no name for a stream"] },
            { "        left: contact\n", "", 13, ["'left' is missing in stream 'contacts'"] },
            {
                "match: [email]",
                "match: [emial]",
                15,
                ["match rule names 'emial'", "Did you mean 'email'"]
            },
            { "match: [email]", "match: [{ a: b }]", 15, ["a match rule must be"] },
            { "match: [email]", "match: email", 15, ["'match' must be a list"] },
            {
                "match: [email]",
                "match: [email]\n        conflict: latest",
                16,
                ["'conflict'", "ask, newest, left, right", "latest"]
            },
            {
                "match: [email]",
                "match: [email]\n        deletes: propogate",
                16,
                ["'deletes'", "Did you mean 'propagate'"]
            },
            { "match: [email]", "match: [email]\n        deletes-max: -1", 16, ["at least 0"] },
            {
                "match: [email]",
                "match: [email]\n        delete-share-max: 0.1",
                16,
                ["'delete-share-max'", "0% to 100%"]
            },
            {
                "match: [email]",
                "match: [email]\n        sweep-every: daily",
                16,
                ["'sweep-every'", "24h"]
            },
            {
                "match: [email]",
                "match: [email]\n        filter: { middle: {} }",
                16,
                ["unknown key 'middle'", "left, right"]
            },
            {
                "match: [email]",
                "match: [email]\n        schedule: every 5m",
                16,
                ["'schedule' is no key of stream", "belongs to the sync"]
            },
            {
                "    right: people",
                "    right: people\n    conflict: newest",
                11,
                ["'conflict' is no key of sync 'contacts'", "each of the sync's 'streams'"]
            },
            { "- [phone, Phone]", "- [phone]", 18, ["a pair must be two fields"] },
            { "- [phone, Phone]", "- phone", 18, ["a pair must be two fields"] },
            { "- [phone, Phone]", "- [phone, '']", 18, ["name is empty"] },
            { "- [phone, Phone]", "- { left: phone }", 18, ["'right' is missing"] },
            {
                "- [phone, Phone]",
                "- { left: phone, right: Phone, direction: right }",
                18,
                ["'direction'", "both, to-right, to-left"]
            },
            {
                "- [phone, Phone]",
                "- { left: phone, right: Phone, fill: yes }",
                18,
                ["'fill' must be true or false"]
            },
            {
                "- [phone, Phone]",
                "- { left: phone, right: Phone, empty: never }",
                18,
                ["'empty'", "write, keep"]
            },
            {
                "- [phone, Phone]",
                "- { left: phone, right: Phone, compare: telephone }",
                18,
                ["'compare'", "phone"]
            },
            {
                "- [phone, Phone]",
                "- { left: phone, right: Phone, direction: to-right, to-right: '{{ value | upcas }}' }",
                18,
                ["'to-right'", "upcas"]
            },
            {
                "- [phone, Phone]",
                "- { left: phone, right: Phone, to-right: '{{ value }}' }",
                18,
                ["both ways", "'to-left'"]
            },
            {
                "- [phone, Phone]",
                "- { left: phone, right: Phone, direction: to-left, to-right: x }",
                18,
                ["'to-right' is never used"]
            },
            {
                "- [phone, Phone]",
                "- [phone, Email]",
                18,
                ["right field 'Email'", "second pair", "line 17", "to-left"]
            },
            { "- [phone, Phone]", "- [email, Phone]", 18, ["left field 'email'", "to-right"] },
            {
                "    right: people\n    streams:\n      contacts:\n        left: contact\n        right: row",
                "    right: crm\n    streams:\n      contacts:\n        left: contact\n        right: contact",
                14,
                ["both sides of stream 'contacts'", "another object type"]
            },
            { "  people:", "  crm:", 5, ["'crm' stands here a second time", "line 3"] },
            { "    connector: csv", "\tconnector: csv", 6, ["tab"] },
            { "    connector: csv", "   connector: csv\n     key: id", 7, [] },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_told_with_its_line_and_the_way_out(
        string good,
        string bad,
        int line,
        string[] parts
    )
    {
        Files.Good.ShouldContain(good);
        var at = Files.Good.IndexOf(good, StringComparison.Ordinal);
        var text = Files.Good[..at] + bad + Files.Good[(at + good.Length)..];
        var e = Files.Complaint(() => Files.Parse(text));
        e.Errors[0].Where.Line.ShouldBe(line, e.Message);
        e.Errors.Count.ShouldBe(1, e.Message);
        e.Message.ShouldStartWith($"/data/tallystick.yaml:{line}:");
        foreach (var part in parts)
            e.Message.ShouldContain(part);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var text = Files
            .Good.Replace("left: crm", "left: cmr")
            .Replace("match: [email]", "match: [nobody]")
            .Replace("[phone, Phone]", "[phone]");
        Files
            .Complaint(() => Files.Parse(text))
            .Errors.Select(e => e.Where.Line)
            .ShouldBe([9, 15, 18]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    public void An_empty_file_is_told(string text) =>
        Files.Complaint(() => Files.Parse(text)).Message.ShouldContain("the file is empty");

    [Theory]
    [InlineData("version: 1", "'connections' is missing", "'syncs' is missing")]
    [InlineData("version: 1\nconnections: {}\nsyncs: {}", "holds no connection", "holds no sync")]
    public void Missing_parts_are_told(string text, string first, string second)
    {
        var message = Files.Complaint(() => Files.Parse(text)).Message;
        message.ShouldContain(first);
        message.ShouldContain(second);
    }

    [Fact]
    public void A_file_that_is_not_there_is_told()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "no-such", "tallystick.yaml");
        var message = Files.Complaint(() => SyncFile.Load(path, _ => null)).Message;
        message.ShouldContain(path);
        message.ShouldContain("no such file");
        message.ShouldContain("tally init");
    }

    [Fact]
    public void A_folder_is_no_sync_file() =>
        Files
            .Complaint(() => SyncFile.Load(AppContext.BaseDirectory, _ => null))
            .Message.ShouldContain("a folder, not a file");
}
