using Tallystick.Sandbox;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>The sandbox's page for people, as far as HTTP shows it.</summary>
public sealed class PageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_and_its_files_come_from_the_sandbox_under_a_policy_that_runs_no_others()
    {
        await using var sandbox = await StartAsync();
        using var http = new HttpClient { BaseAddress = sandbox.BaseAddress };
        foreach (var (path, type) in Files)
        {
            using var answer = await http.GetAsync(path, Token);
            ((int)answer.StatusCode).ShouldBe(200, path);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
            answer
                .Headers.GetValues("Content-Security-Policy")
                .Single()
                .ShouldStartWith("default-src 'none'; script-src 'self'");
            var text = await answer.Content.ReadAsStringAsync(Token);
            text.ShouldNotContain("http://");
            text.ShouldNotContain("https://");
        }
    }

    /// <summary>A contact's name may hold HTML: what would read it as such does not occur.</summary>
    [Theory]
    [InlineData("innerHTML")]
    [InlineData("outerHTML")]
    [InlineData("insertAdjacentHTML")]
    [InlineData("document.write")]
    [InlineData("eval(")]
    [InlineData("style=")]
    [InlineData("onclick=")]
    public async Task Texts_reach_the_page_as_text_only(string danger)
    {
        await using var sandbox = await StartAsync();
        using var http = new HttpClient { BaseAddress = sandbox.BaseAddress };
        var path = danger is "style=" or "onclick=" ? "/" : "/_sandbox/page/page.js";
        (await http.GetStringAsync(path, Token)).ShouldNotContain(danger);
    }

    [Fact]
    public async Task The_newest_calls_are_shown_one_by_one()
    {
        await using var api = await Api.StartAsync();
        await api.GetAsync($"/contacts/{Api.C1}");
        await api.GetAsync("/contacts/nobody");
        var calls = await api.DeskAsync("calls", method: "GET");
        calls[0].GetProperty("status").GetInt32().ShouldBe(400);
        calls[1].GetProperty("operation").GetString().ShouldBe("contacts.get");
        calls[1].GetProperty("status").GetInt32().ShouldBe(200);
    }

    private static (string Path, string Type)[] Files =>
        [
            ("/", "text/html"),
            ("/_sandbox/page/page.css", "text/css"),
            ("/_sandbox/page/page.js", "text/javascript"),
        ];

    private static Task<HighLevelSandbox> StartAsync() =>
        HighLevelSandbox.StartAsync(new SandboxOptions(), TimeProvider.System, Token);
}
