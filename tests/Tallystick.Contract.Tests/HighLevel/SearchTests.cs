using System.Text.Json;
using Tallystick.Sandbox;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>Acceptance cases T20 to T24: search and listing.</summary>
public sealed class SearchTests
{
    private static readonly object[] ByUpdated = [new { field = "dateUpdated", direction = "asc" }];

    private static async Task<Api> WithFiveAsync()
    {
        var api = await Api.StartAsync(
            new SandboxOptions { Limits = false, SearchLag = TimeSpan.Zero }
        );
        for (var i = 1; i <= 4; i++)
            await api.CreateAsync($"p{i}@example.com");
        return api;
    }

    [Fact]
    public async Task The_cursor_of_the_last_row_leads_to_the_next_page_until_none_is_left()
    {
        await using var api = await WithFiveAsync();
        var seen = new List<string>();
        object? after = null;
        var sizes = new List<int>();
        do
        {
            var page = after is null
                ? await api.SearchAsync(
                    new
                    {
                        locationId = Api.L1,
                        pageLimit = 2,
                        sort = ByUpdated,
                    }
                )
                : await api.SearchAsync(
                    new
                    {
                        locationId = Api.L1,
                        pageLimit = 2,
                        sort = ByUpdated,
                        searchAfter = after,
                    }
                );
            page["total"].GetInt32().ShouldBe(5);
            var rows = page["contacts"].EnumerateArray().ToList();
            sizes.Add(rows.Count);
            seen.AddRange(rows.Select(r => r.GetProperty("id").GetString()!));
            after = rows.Count == 0 ? null : rows[^1].GetProperty("searchAfter");
        } while (after is not null);
        sizes.ShouldBe([2, 2, 1, 0]);
        seen.Distinct().Count().ShouldBe(5);
    }

    [Theory]
    [InlineData(null, 422)]
    [InlineData(501, 422)]
    [InlineData(0, 422)]
    public async Task A_page_has_a_size_up_to_five_hundred(int? limit, int status)
    {
        await using var api = await Api.StartAsync();
        var reply = limit is null
            ? await api.SearchAsync(new { locationId = Api.L1 })
            : await api.SearchAsync(new { locationId = Api.L1, pageLimit = limit });
        reply.Status.ShouldBe(status);
        reply["message"].ValueKind.ShouldBe(JsonValueKind.Array);
    }

    [Fact]
    public async Task Pages_by_number_end_at_ten_thousand_and_do_not_go_with_a_cursor()
    {
        await using var api = await Api.StartAsync();
        (
            await api.SearchAsync(
                new
                {
                    locationId = Api.L1,
                    pageLimit = 500,
                    page = 20,
                }
            )
        ).Status.ShouldBe(200);
        (
            await api.SearchAsync(
                new
                {
                    locationId = Api.L1,
                    pageLimit = 500,
                    page = 21,
                }
            )
        ).Status.ShouldBe(400);
        (
            await api.SearchAsync(
                new
                {
                    locationId = Api.L1,
                    pageLimit = 5,
                    page = 1,
                    sort = ByUpdated,
                    searchAfter = new object[] { 1, "a" },
                }
            )
        ).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_range_on_the_time_of_change_finds_what_changed()
    {
        await using var api = await WithFiveAsync();
        var rows = (
            await api.SearchAsync(
                new
                {
                    locationId = Api.L1,
                    pageLimit = 10,
                    sort = ByUpdated,
                }
            )
        )["contacts"];
        var third = rows[2].GetProperty("dateUpdated").GetString();
        var found = await api.SearchAsync(
            new
            {
                locationId = Api.L1,
                pageLimit = 10,
                sort = ByUpdated,
                filters = new[]
                {
                    new
                    {
                        field = "dateUpdated",
                        @operator = "range",
                        value = new { gte = third },
                    },
                },
            }
        );
        found["total"].GetInt32().ShouldBe(3);
        var before = await api.SearchAsync(
            new
            {
                locationId = Api.L1,
                pageLimit = 10,
                filters = new[]
                {
                    new
                    {
                        field = "dateUpdated",
                        @operator = "range",
                        value = new { lt = third },
                    },
                },
            }
        );
        before["total"].GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Operators_and_fields_that_search_does_not_know_are_refused()
    {
        await using var api = await Api.StartAsync();
        (await FilterAsync(api, "dateUpdated", "gt", "2026-01-01")).ShouldBeInvalid(
            "Invalid Operator (gt) passed for field date_updated"
        );
        (await FilterAsync(api, "email", "contains", "a")).Status.ShouldBe(422);
        (await FilterAsync(api, "shoeSize", "eq", "a")).Status.ShouldBe(400);
        (
            await api.SearchAsync(
                new
                {
                    locationId = Api.L1,
                    pageLimit = 1,
                    filters = new[]
                    {
                        new
                        {
                            field = "dateUpdated",
                            @operator = "range",
                            value = new { gte = "soon" },
                        },
                    },
                }
            )
        ).Status.ShouldBe(500);
    }

    [Fact]
    public async Task Filters_find_by_value_by_part_and_by_group()
    {
        await using var api = await WithFiveAsync();
        (await FilterAsync(api, "email", "eq", "P2@example.com"))["total"].GetInt32().ShouldBe(1);
        (await FilterAsync(api, "tags", "eq", "a"))["total"].GetInt32().ShouldBe(1);
        var group = await api.SearchAsync(
            new
            {
                locationId = Api.L1,
                pageLimit = 10,
                filters = new[]
                {
                    new
                    {
                        group = "OR",
                        filters = new[]
                        {
                            new
                            {
                                field = "email",
                                @operator = "eq",
                                value = "p1@example.com",
                            },
                            new
                            {
                                field = "email",
                                @operator = "eq",
                                value = "p3@example.com",
                            },
                        },
                    },
                },
            }
        );
        group["total"].GetInt32().ShouldBe(2);
        (
            await api.SearchAsync(
                new
                {
                    locationId = Api.L1,
                    pageLimit = 10,
                    query = "p4@",
                }
            )
        )["total"].GetInt32().ShouldBe(1);
        var names = await api.SearchAsync(
            new
            {
                locationId = Api.L1,
                pageLimit = 10,
                sort = new[] { new { field = "email", direction = "desc" } },
            }
        );
        names["contacts"]
            [0]
            .GetProperty("email")
            .GetString()
            .ShouldBe("sample.contact@example.com");
    }

    [Fact]
    public async Task Search_is_behind_by_the_lag_and_get_is_not()
    {
        await using var api = await Api.StartAsync();
        var id = await api.CreateAsync(
            "late@example.com",
            new { firstName = "Ada", lastName = "Late" }
        );
        (await FilterAsync(api, "email", "eq", "late@example.com"))["total"].GetInt32().ShouldBe(0);
        (await api.GetAsync($"/contacts/{id}")).Status.ShouldBe(200);
        await api.AdvanceAsync(12);
        var found = await FilterAsync(api, "email", "eq", "late@example.com");
        found["contacts"][0].GetProperty("contactName").GetString().ShouldBe("ada late");

        await api.PutAsync($"/contacts/{id}", new { city = "New City" });
        (await FilterAsync(api, "email", "eq", "late@example.com"))["contacts"]
            [0]
            .TryGetProperty("city", out _)
            .ShouldBeFalse();
        await api.AdvanceAsync(12);
        (await FilterAsync(api, "email", "eq", "late@example.com"))["contacts"]
            [0]
            .GetProperty("city")
            .GetString()
            .ShouldBe("New City");
    }

    [Fact]
    public async Task The_list_is_newest_first_and_needs_both_cursors()
    {
        await using var api = await WithFiveAsync();
        var first = await api.GetAsync($"/contacts/?locationId={Api.L1}&limit=2");
        var meta = first["meta"];
        first["contacts"][0].GetProperty("email").GetString().ShouldBe("p4@example.com");
        var (time, id) = (
            meta.GetProperty("startAfter").GetInt64(),
            meta.GetProperty("startAfterId").GetString()
        );
        var second = await api.GetAsync(
            $"/contacts/?locationId={Api.L1}&limit=2&startAfter={time}&startAfterId={id}"
        );
        second["contacts"][0].GetProperty("email").GetString().ShouldBe("p2@example.com");
        var half = await api.GetAsync($"/contacts/?locationId={Api.L1}&limit=2&startAfterId={id}");
        half["contacts"][0].GetProperty("email").GetString().ShouldBe("p4@example.com");
        (await api.GetAsync($"/contacts/?locationId={Api.L1}&limit=100")).Status.ShouldBe(200);
        (await api.GetAsync($"/contacts/?locationId={Api.L1}&limit=101")).Status.ShouldBeInRange(
            400,
            499
        );
    }

    private static Task<Reply> FilterAsync(Api api, string field, string op, string value) =>
        api.SearchAsync(
            new
            {
                locationId = Api.L1,
                pageLimit = 10,
                filters = new[]
                {
                    new
                    {
                        field,
                        @operator = op,
                        value,
                    },
                },
            }
        );
}
