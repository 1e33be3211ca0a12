using System.Text.Json;
using System.Text.Json.Nodes;
using Tallystick.Catalogs;
using Tallystick.Catalogs.Calls;

namespace Tallystick.Tests.Catalogs;

/// <summary>Listings are walked to their end, each page once, however the app pages.</summary>
public sealed class PageWalkTests
{
    private static readonly Catalog Dated = BuiltInCatalogs.HighLevel2021;

    [Fact]
    public void Rows_that_carry_a_mark_are_walked_by_it()
    {
        var asked = Walk(
            "contacts.search-advanced",
            """{"locationId":"L1","pageLimit":2,"page":1}""",
            """{"contacts":[{"id":"a","searchAfter":[1,"a"]},{"id":"b","searchAfter":[2,"b"]}],"total":3}""",
            """{"contacts":[{"id":"c","searchAfter":[3,"c"]}],"total":3}"""
        );

        asked.ShouldBe([
            """/contacts/search {"locationId":"L1","pageLimit":2,"page":1}""",
            """/contacts/search {"locationId":"L1","pageLimit":2,"searchAfter":[2,"b"]}""",
        ]);
    }

    [Fact]
    public void Both_marks_of_a_listing_are_sent_on() =>
        Walk(
                "opportunities.search",
                """{"location_id":"L1"}""",
                """{"opportunities":[{"id":"a"}],"meta":{"startAfter":17,"startAfterId":"a","total":2}}""",
                """{"opportunities":[{"id":"b"}],"meta":{"startAfter":18,"startAfterId":"b","total":2}}"""
            )
            .ShouldBe([
                "/opportunities/search?location_id=L1",
                "/opportunities/search?location_id=L1&startAfterId=a&startAfter=17",
            ]);

    [Fact]
    public void Skipping_goes_on_until_a_page_is_empty_since_apps_cap_the_size() =>
        Walk(
                "contacts.get-by-business-id",
                """{"businessId":"B1","locationId":"L1","limit":"500"}""",
                """{"contacts":[{"id":"a"},{"id":"b"}],"count":2}""",
                """{"contacts":[{"id":"c"}],"count":1}""",
                """{"contacts":[],"count":0}"""
            )
            .Select(a => a.Split('?')[1])
            .ShouldBe([
                "limit=500&locationId=L1",
                "limit=500&locationId=L1&skip=2",
                "limit=500&locationId=L1&skip=3",
            ]);

    [Fact]
    public void Skipping_within_a_body_works_the_same() =>
        Walk(
                "locations.task-search",
                """{"locationId":"L1","limit":1}""",
                """{"tasks":[{"id":"a"}]}""",
                """{"tasks":[]}"""
            )
            .ShouldBe([
                """/locations/L1/tasks/search {"limit":1}""",
                """/locations/L1/tasks/search {"limit":1,"skip":1}""",
            ]);

    [Fact]
    public void A_next_mark_is_followed_until_there_is_none() =>
        Walk(
                "conversations.export-messages-by-location",
                """{"locationId":"L1"}""",
                """{"messages":[{"id":"a"}],"nextCursor":"n1"}""",
                """{"messages":[{"id":"b"}],"nextCursor":null}"""
            )
            .ShouldBe([
                "/conversations/messages/export?locationId=L1",
                "/conversations/messages/export?locationId=L1&cursor=n1",
            ]);

    [Fact]
    public void Conversations_go_on_after_what_the_last_was_sorted_by() =>
        Walk(
                "conversations.search",
                """{"locationId":"L1"}""",
                """{"conversations":[{"id":"a","sort":[1700]}],"total":2}""",
                """{"conversations":[{"id":"b","sort":[1600]}],"total":2}"""
            )
            .Last()
            .ShouldEndWith("&startAfterDate=1700");

    [Fact]
    public void A_page_that_comes_twice_ends_the_walk_loudly()
    {
        const string page = """{"tasks":[{"id":"a"}]}""";

        Should
            .Throw<CatalogException>(() =>
                Walk("locations.task-search", """{"locationId":"L1"}""", page, page, page)
            )
            .Message.ShouldContain("the same page twice");
    }

    [Fact]
    public void What_is_no_listing_is_one_answer() =>
        Walk("contacts.get", """{"contactId":"C1"}""", """{"contact":{"id":"C1"}}""")
            .ShouldBe(["/contacts/C1"]);

    /// <summary>What is asked for, while the answers last.</summary>
    private static List<string> Walk(string name, string data, params string[] answers)
    {
        var operation = Dated.Operations.Single(o => o.Name == name);
        var input = new CallInput { Data = JsonNode.Parse(data) };
        var walk = new PageWalk(
            Dated,
            CallBuilder.Build(Dated, operation, input).Checked(operation)
        );
        var asked = new List<string>();
        while (walk.Next is { } request)
        {
            var body = request.Body is CallBody.Json json ? " " + json.Text : "";
            asked.Add(request.Target + body);
            walk.Take(JsonElement.Parse(answers[asked.Count - 1]));
        }
        asked.Count.ShouldBe(answers.Length);
        return asked;
    }
}
