using Tallystick.Core.Yaml;

namespace Tallystick.Tests.Yaml;

public sealed class YamlMapTests
{
    private enum Direction
    {
        Both,
        LeftToRight,
        FillIfEmpty,
    }

    private static YamlMap Read(string text) => YamlMap.Parse(text, "f.yaml");

    private static string Complaint(Action read) => Should.Throw<DocumentException>(read).Message;

    [Fact]
    public void Every_kind_of_value_is_read()
    {
        var map = Read(
            """
            name: "crm: one"
            phone: +49 30 1234
            no: no
            max: 12
            on: true
            every: 5m
            way: fill-if-empty
            auth: { kind: bearer }
            one: a
            many: [a, b]
            map: { x: "1", y: 2 }
            streams:
              contacts: { key: 1 }
              tasks: { key: 2 }
            items:
              - text
              - { k: v }
            """
        );
        map.Text("name").ShouldBe("crm: one");
        map.RequiredText("phone").ShouldBe("+49 30 1234");
        map.Text("no").ShouldBe("no");
        map.Int("max", 1, 12).ShouldBe(12);
        map.Bool("on").ShouldBe(true);
        map.Duration("every").ShouldBe(TimeSpan.FromMinutes(5));
        map.Choice<Direction>("way").ShouldBe(Direction.FillIfEmpty);
        map.Map("auth")!.Text("kind").ShouldBe("bearer");
        map.Texts("one").ShouldBe(["a"]);
        map.Texts("many").ShouldBe(["a", "b"]);
        map.TextMap("map").ShouldBe(new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" });
        map.Maps("streams")
            .Select(s => (s.Key, s.Value.Int("key")))
            .ShouldBe([("contacts", 1), ("tasks", 2)]);
        var items = map.List("items");
        items[0].Text().ShouldBe("text");
        items[1].Map().Text("k").ShouldBe("v");
        map.Where("every").ShouldBe(new Position("f.yaml", 6, 1));
        map.Done();
    }

    [Fact]
    public void Missing_keys_are_null_or_empty()
    {
        var map = Read("a: 1");
        map.Text("x").ShouldBeNull();
        map.Int("x").ShouldBeNull();
        map.Bool("x").ShouldBeNull();
        map.Duration("x").ShouldBeNull();
        map.Choice<Direction>("x").ShouldBeNull();
        map.Map("x").ShouldBeNull();
        map.Maps("x").ShouldBeEmpty();
        map.List("x").ShouldBeEmpty();
        map.Texts("x").ShouldBeEmpty();
        map.TextMap("x").ShouldBeEmpty();
        map.Has("a").ShouldBeTrue();
        map.Done();
    }

    [Theory]
    [InlineData("", "f.yaml:1:1: the file is empty.")]
    [InlineData("# only a comment\n", "f.yaml:1:1: the file is empty.")]
    [InlineData("~", "f.yaml:1:1: the file is empty.")]
    [InlineData(
        "- a\n",
        "f.yaml:1:1: the file holds a list. It must start with keys, as in 'key: value'."
    )]
    [InlineData(
        "hello",
        "f.yaml:1:1: the file holds a single value. It must start with keys, as in 'key: value'."
    )]
    [InlineData(
        "a: 1\nb: 2\na: 3\n",
        "f.yaml:3:1: key 'a' stands here a second time. It is already on line 1."
    )]
    [InlineData("a:\n\tb: 1\n", "f.yaml:2:1: a tab stands in the indentation. Indent with spaces.")]
    [InlineData(
        "a:\n  b: 1\n\tc: 2\n",
        "f.yaml:3:1: a tab stands in the indentation. Indent with spaces."
    )]
    [InlineData("a: 1\nb: \"x\nc: 1\n", "f.yaml:2:4: the quote that opens here is never closed.")]
    [InlineData("b: 'x\n", "f.yaml:1:4: the quote that opens here is never closed.")]
    [InlineData(
        "b: \"C:\\q\"\n",
        "f.yaml:1:7: an escape that YAML does not know. Write '\\\\' for a backslash, or use single quotes."
    )]
    [InlineData(
        "a: &x 1\nb: *x\n",
        "f.yaml:1:4: '&x' is an anchor. This file has no anchors: write the value out, or put it in quotes if the & is meant."
    )]
    [InlineData(
        "b: *star\n",
        "f.yaml:1:4: '*star' is an alias. This file has no anchors: write the value out, or put it in quotes if the star is meant."
    )]
    [InlineData(
        "<<: { a: 1 }\n",
        "f.yaml:1:1: merge keys ('<<') are not supported. Write the keys out."
    )]
    [InlineData(
        "a: !!str 1\n",
        "f.yaml:1:4: 'tag:yaml.org,2002:str' is a type tag. This file has no type tags."
    )]
    [InlineData("? [a]\n: 1\n", "f.yaml:1:3: a key must be a single text.")]
    [InlineData(
        "a: 1\n---\nb: 1\n",
        "f.yaml:2:1: a second document starts here. Keep one document a file."
    )]
    [InlineData(
        "a: [1, 2\n",
        "f.yaml:1:4: the '[' that opens here is never closed. Close it with ']', or put the text in quotes."
    )]
    [InlineData(
        "a: { b: 1\n",
        "f.yaml:1:4: the '{' that opens here is never closed. Close it with '}', or put the text in quotes."
    )]
    [InlineData(
        "a: b: c\n",
        "f.yaml:1:5: a ':' where no key can stand. Put a text that contains ': ' in quotes, and check the indentation."
    )]
    [InlineData("a: @x\n", "f.yaml:1:4: a value cannot start with '@'. Put it in quotes.")]
    [InlineData("a:\n  - b\n c: 1\n", "f.yaml:3:2: this line is not indented like its neighbours.")]
    public void A_file_that_cannot_be_read_says_where_and_why(string text, string message) =>
        Complaint(() => Read(text)).ShouldBe(message);

    [Theory]
    [InlineData("a: 1\nmatch: [email, phone\nfields:\n  - [a, b]\n", "f.yaml:2:8")]
    [InlineData("a: 1\nmatch: [email, phone\n", "f.yaml:2:8")]
    [InlineData("a: 1\nmatch: [email, phone", "f.yaml:2:8")]
    [InlineData("a: { b: 1, c\nd: 1\n", "f.yaml:1:4")]
    [InlineData("a:\n  - [x, y\n  - [z, w]\n", "f.yaml:2:5")]
    [InlineData("a:\n  - [x, 'y]', \"z]\" # ]\n  - b\n", "f.yaml:2:5")]
    [InlineData("a: [b]]\n", "f.yaml:1:")]
    [InlineData("a: }\n", "f.yaml:1:")]
    [InlineData("a: {b: 1} oops\n", "f.yaml:1:")]
    [InlineData("a: [b] oops\nc: 1\n", "f.yaml:")]
    [InlineData("a: \"b\" oops\n", "f.yaml:1:")]
    [InlineData("a: |x\n  b\n", "f.yaml:1:")]
    [InlineData("a: &\n", "f.yaml:1:")]
    [InlineData("a: *\n", "f.yaml:1:")]
    [InlineData("a: !<x\n", "f.yaml:1:")]
    [InlineData("a: !x!y z\n", "f.yaml:1:")]
    [InlineData("%YAML 9.9\n---\na: 1\n", "f.yaml:1:")]
    [InlineData("%TAG\na: 1\n", "f.yaml:1:")]
    [InlineData("a: 1\n\0b: 2\n", "f.yaml:")]
    [InlineData("\u0001\u0002\uffff\ud800", "f.yaml:1:")]
    [InlineData("SQLite format 3\0\u0010\0", "f.yaml:1:")]
    [InlineData("- - - - [\n", "f.yaml:1:9")]
    [InlineData("{\n", "f.yaml:1:1")]
    [InlineData("[\n", "f.yaml:1:1")]
    [InlineData("--- \n--- \n", "f.yaml:")]
    [InlineData("a: 'x\n\n\n", "f.yaml:1:4")]
    [InlineData("a: \"\\uD8\"\n", "f.yaml:1:")]
    [InlineData("a: \"\\UFFFFFFFF\"\n", "f.yaml:1:")]
    public void Whatever_stands_in_a_file_is_told_with_its_place(string text, string place)
    {
        var complaint = Complaint(() => Read(text));

        complaint.ShouldStartWith(place);
        complaint.ShouldNotContain("Operation is not valid");
    }

    [Fact]
    public void A_bracket_that_is_never_closed_is_shown_where_it_opens() =>
        Complaint(() => Read("a: 1\nmatch: [email, phone\nfields:\n  - [a, b]\n"))
            .ShouldBe(
                "f.yaml:2:8: the '[' that opens here is never closed. Close it with ']', or put the text in quotes."
            );

    [Fact]
    public void A_mark_of_the_byte_order_at_the_start_does_no_harm() =>
        Read("\ufeffa: 1\n").Int("a").ShouldBe(1);

    [Fact]
    public void A_file_cut_short_anywhere_is_read_or_told_with_its_place()
    {
        const string Whole =
            "v: 1\nc:\n  hl: { t: \"x\\n\", l: 'y' }\ns:\n  - [a, { b: c, d: 'e' }] # f\n  - |\n    g\nh: &x *y !z\n";
        for (var end = 0; end <= Whole.Length; end++)
        for (var start = 0; start < end; start++)
            try
            {
                Read(Whole[start..end]);
            }
            catch (DocumentException e)
            {
                e.Message.ShouldStartWith("f.yaml:");
            }
    }

    [Fact]
    public void A_file_that_is_too_deep_or_too_long_is_refused()
    {
        Complaint(() => Read("a: " + new string('[', 40))).ShouldContain("more than 24 levels");
        Complaint(() => Read("a: " + new string('x', 2_000_000))).ShouldContain("longer than");
    }

    [Theory]
    [InlineData("int: x", "f.yaml:1:6: 'int' must be a whole number from 1 to 9, and is 'x'.")]
    [InlineData("int: 10", "f.yaml:1:6: 'int' must be a whole number from 1 to 9, and is '10'.")]
    [InlineData("int: '5'", "f.yaml:1:6: 'int' must be a whole number. Take the quotes away.")]
    [InlineData("int: [5]", "f.yaml:1:6: 'int' must be a single value, and is a list.")]
    [InlineData("int:", "f.yaml:1:5: 'int' has no value. Give it one, or take the key out.")]
    [InlineData("bool: yes", "f.yaml:1:7: 'bool' must be true or false, and is 'yes'.")]
    [InlineData(
        "bool: \"true\"",
        "f.yaml:1:7: 'bool' must be true or false. Take the quotes away."
    )]
    [InlineData(
        "time: 5",
        "f.yaml:1:7: 'time' must be a time such as 500ms, 12s, 5m, 24h or 7d, and is '5'."
    )]
    [InlineData("time: 2d", "f.yaml:1:7: 'time' must be at most 1d, and is '2d'.")]
    [InlineData("time: 500ms", "f.yaml:1:7: 'time' must be at least 1s, and is '500ms'.")]
    [InlineData(
        "way: left-to-rigth",
        "f.yaml:1:6: 'way' must be one of both, left-to-right, fill-if-empty, and is 'left-to-rigth'. Did you mean 'left-to-right'?"
    )]
    [InlineData(
        "way: Both",
        "f.yaml:1:6: 'way' must be one of both, left-to-right, fill-if-empty, and is 'Both'. Did you mean 'both'?"
    )]
    [InlineData("map: 1", "f.yaml:1:6: 'map' must be a map of keys, and is a single value.")]
    [InlineData("list: 1", "f.yaml:1:7: 'list' must be a list, and is a single value.")]
    [InlineData(
        "texts: [a, [b]]",
        "f.yaml:1:12: 'texts'[2] must be a single value, and is a list."
    )]
    [InlineData("texts: { a: 1 }", "f.yaml:1:8: 'texts' must be a list, and is a map of keys.")]
    public void A_value_of_the_wrong_type_says_what_is_meant(string text, string message) =>
        Complaint(() => ReadAll(Read(text))).ShouldBe(message);

    private static void ReadAll(YamlMap map)
    {
        map.Int("int", 1, 9);
        map.Bool("bool");
        map.Duration("time", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        map.Choice<Direction>("way");
        map.Map("map")?.Done();
        map.List("list");
        map.Texts("texts");
        map.Done();
    }

    [Fact]
    public void An_unknown_key_names_its_place_the_near_word_and_the_allowed_ones()
    {
        var text = "streams:\n  contacts:\n    match: [email]\n    feilds: {}\n";
        Complaint(() =>
            {
                var root = Read(text);
                foreach (var (_, stream) in root.Maps("streams", "stream"))
                {
                    stream.Texts("match");
                    stream.Map("fields");
                    stream.Done();
                }
                root.Done();
            })
            .ShouldBe(
                "f.yaml:4:5: unknown key 'feilds' in stream 'contacts'. "
                    + "Did you mean 'fields'? Allowed here: fields, match."
            );
    }

    [Fact]
    public void All_errors_are_shown_at_once_in_the_order_of_the_file()
    {
        var error = Should.Throw<DocumentException>(() =>
        {
            var root = Read("port: x\nauth:\n  token: [a]\nextra: 1\n");
            var auth = root.RequiredMap("auth");
            auth.RequiredText("token");
            auth.RequiredText("kind");
            auth.Done();
            root.RequiredMap("lost").RequiredText("quiet");
            root.Int("port");
            root.Fault("port", "is taken", "Choose another.");
            root.Done();
        });
        error
            .Message.Split('\n')
            .ShouldBe([
                "f.yaml:1:1: 'lost' is missing.",
                "f.yaml:1:1: is taken. Choose another.",
                "f.yaml:1:7: 'port' must be a whole number, and is 'x'.",
                "f.yaml:3:3: 'kind' is missing in 'auth'.",
                "f.yaml:3:10: 'token' must be a single value, and is a list.",
                "f.yaml:4:1: unknown key 'extra'. Allowed here: auth, lost, port.",
            ]);
        error.Errors.Count.ShouldBe(6);
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("12s", 12_000)]
    [InlineData("5m", 300_000)]
    [InlineData("24h", 86_400_000)]
    [InlineData("7d", 604_800_000)]
    [InlineData("5 m", null)]
    [InlineData("m", null)]
    [InlineData("-5m", null)]
    [InlineData("9999999999s", null)]
    public void A_duration_is_a_whole_number_with_a_unit(string text, int? milliseconds) =>
        (YamlWords.Duration(text)?.TotalMilliseconds).ShouldBe(milliseconds);

    [Fact]
    public void A_duration_is_spelled_as_it_is_read()
    {
        foreach (var text in new[] { "0ms", "500ms", "90s", "5m", "23h", "7d" })
            YamlWords.Spell(YamlWords.Duration(text)!.Value).ShouldBe(text);
    }
}
