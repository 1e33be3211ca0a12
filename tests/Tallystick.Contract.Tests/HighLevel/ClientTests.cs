using Tallystick.Contract.Tests.OpenApi;
using Tallystick.HighLevel;
using Tallystick.Sandbox;
using Tallystick.Sandbox.Faults;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>The client against the sandbox: what it brings, and how it tells refusals apart.</summary>
public sealed class ClientTests : IAsyncLifetime
{
    private readonly ValidatingHandler _handler = new(new SocketsHttpHandler());
    private HighLevelSandbox _sandbox = null!;
    private HttpClient _http = null!;
    private HighLevelClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await HighLevelSandbox.StartAsync(
            new SandboxOptions { Limits = false, SearchLag = TimeSpan.Zero },
            TimeProvider.System,
            Token
        );
        _http = new HttpClient(_handler);
        _client = ClientOf(HighLevelSandbox.DefaultToken);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _sandbox.DisposeAsync();
        _handler.Deviations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Contacts_tags_followers_and_businesses_go_there_and_back()
    {
        var id = await CreateAsync("a@example.com");
        using (
            var updated = await _client.UpdateContactAsync(
                id,
                w => w.WriteString("city", "Köln"),
                Token
            )
        )
            updated["contact"].GetProperty("city").GetString().ShouldBe("Köln");
        using (var tags = await _client.AddTagsAsync(id, ["One", "two"], Token))
            ContactTests.Texts(tags.Root, "tags").ShouldBe(["one", "two"]);
        using (var tags = await _client.RemoveTagsAsync(id, ["one"], Token))
            ContactTests.Texts(tags.Root, "tags").ShouldBe(["two"]);
        using (var bulk = await _client.BulkTagsAsync([id], ["three"], isAdd: true, Token))
            bulk["errorCount"].GetInt32().ShouldBe(0);

        using var location = await _client.GetLocationAsync(Token);
        var company = location["location"].GetProperty("companyId").GetString()!;
        var user = (await _client.SearchUsersAsync(company, null, 0, 25, Token))[0];
        (await _client.GetUserAsync(user.Id, Token)).Email.ShouldBe(user.Email);
        using (var followers = await _client.AddFollowersAsync(id, [user.Id], Token))
            ContactTests.Texts(followers.Root, "followers").ShouldBe([user.Id]);
        using (var followers = await _client.RemoveFollowersAsync(id, [user.Id], Token))
            ContactTests.Texts(followers.Root, "followers").ShouldBeEmpty();

        var business = await _client.CreateBusinessAsync(
            new BusinessInput { Name = "Acme" },
            Token
        );
        (
            await _client.UpdateBusinessAsync(
                business.Id,
                new BusinessInput { City = "Bonn" },
                Token
            )
        ).City.ShouldBe("Bonn");
        (await _client.GetBusinessAsync(business.Id, Token)).Name.ShouldBe("Acme");
        (await _client.ListBusinessesAsync(0, 100, Token)).Count.ShouldBe(1);
        using (await _client.BulkBusinessAsync([id], business.Id, Token)) { }
        using (var members = await _client.ContactsOfBusinessAsync(business.Id, 0, Token))
            members["count"].GetInt32().ShouldBe(1);
        await _client.DeleteBusinessAsync(business.Id, Token);

        using (var found = await _client.FindDuplicateAsync("A@example.com", null, Token))
            found["contact"].GetProperty("id").GetString().ShouldBe(id);
        using (
            var page = await _client.SearchContactsAsync(new SearchRequest { PageLimit = 1 }, Token)
        )
            page["total"].GetInt32().ShouldBe(1);
        using (await _client.DeleteContactAsync(id, Token)) { }
        (await ShouldFailAsync(() => _client.GetContactAsync(id, Token))).Problem.ShouldBe(
            HighLevelProblem.NotFound
        );
    }

    [Fact]
    public async Task Tasks_notes_appointments_fields_and_tags_go_there_and_back()
    {
        var id = await CreateAsync("a@example.com");
        var task = await _client.CreateTaskAsync(
            id,
            new TaskInput
            {
                Title = "Call",
                DueDate = "2026-12-01T10:00:00Z",
                Completed = false,
            },
            Token
        );
        (
            await _client.UpdateTaskAsync(id, task.Id, new TaskInput { Title = "Call back" }, Token)
        ).Title.ShouldBe("Call back");
        (await _client.CompleteTaskAsync(id, task.Id, true, Token)).Completed.ShouldBeTrue();
        (await _client.GetTaskAsync(id, task.Id, Token)).ContactId.ShouldBe(id);
        (await _client.ListTasksAsync(id, Token)).Count.ShouldBe(1);
        (await _client.SearchTasksAsync(0, 25, id, Token)).Count.ShouldBe(1);
        await _client.DeleteTaskAsync(id, task.Id, Token);

        var note = await _client.CreateNoteAsync(id, new NoteInput { Body = "hi" }, Token);
        (
            await _client.UpdateNoteAsync(id, note.Id, new NoteInput { Body = "ho" }, Token)
        ).Body.ShouldBe("ho");
        (await _client.GetNoteAsync(id, note.Id, Token)).DateAdded.ShouldNotBeNull();
        (await _client.ListNotesAsync(id, Token)).Count.ShouldBe(1);
        await _client.DeleteNoteAsync(id, note.Id, Token);
        (await _client.ListAppointmentsAsync(id, Token)).ShouldBeEmpty();
        (await _client.ListCustomFieldsAsync(Token)).ShouldContain(f =>
            f.FieldKey == "contact.lead_score"
        );
        (await _client.ListLocationTagsAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_duplicate_names_the_contact_to_adopt()
    {
        var id = await CreateAsync("a@example.com");
        var refusal = await ShouldFailAsync(() =>
            _client.CreateContactAsync(w => w.WriteString("email", "A@example.com"), Token)
        );
        refusal.Problem.ShouldBe(HighLevelProblem.Duplicate);
        (refusal.DuplicateOf, refusal.MatchingField).ShouldBe((id, "email"));
        refusal.TraceId.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("pit-unknown", HighLevelProblem.InvalidToken)]
    [InlineData("unknown", HighLevelProblem.InvalidToken)]
    [InlineData("pit-sandbox-readonly", HighLevelProblem.MissingScope)]
    [InlineData("pit-sandbox-agency", HighLevelProblem.WrongTokenClass)]
    [InlineData("oauth-sandbox-company", HighLevelProblem.WrongTokenClass)]
    [InlineData("pit-sandbox-two", HighLevelProblem.WrongLocation)]
    public async Task Refusals_of_a_token_are_told_apart(string token, HighLevelProblem problem)
    {
        var refusal = await ShouldFailAsync(() =>
            ClientOf(token).CreateContactAsync(w => w.WriteString("email", "a@example.com"), Token)
        );
        refusal.Problem.ShouldBe(problem, refusal.Message);
    }

    [Fact]
    public async Task Several_messages_of_one_refusal_are_all_kept()
    {
        var id = await CreateAsync("a@example.com");
        var refusal = await ShouldFailAsync(() =>
            _client.UpdateContactAsync(
                id,
                w =>
                {
                    w.WriteString("gender", "x");
                    w.WriteString("phone", "not a phone");
                },
                Token
            )
        );
        refusal.Problem.ShouldBe(HighLevelProblem.Invalid);
        refusal.Messages.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Broken_answers_are_told_apart()
    {
        await ShouldFailWithAsync(new FaultRates { HtmlRate = 1 }, HighLevelProblem.ServerError);
        await ShouldFailWithAsync(
            new FaultRates { TruncatedJsonRate = 1 },
            HighLevelProblem.NotJson
        );
        await ShouldFailWithAsync(new FaultRates { Rate500 = 1 }, HighLevelProblem.ServerError);
        await ShouldFailWithAsync(new FaultRates { Rate503 = 1 }, HighLevelProblem.ServerError);
        await ShouldFailWithAsync(new FaultRates { Rate429 = 1 }, HighLevelProblem.RateLimited);
    }

    [Fact]
    public async Task A_create_that_was_refused_and_kept_all_the_same_is_told_as_invalid()
    {
        _sandbox.SetFaults(new FaultRates { Created422Rate = 1 });
        var refusal = await ShouldFailAsync(() =>
            _client.CreateContactAsync(w => w.WriteString("email", "k@example.com"), Token)
        );
        refusal.Problem.ShouldBe(HighLevelProblem.Invalid);
        _sandbox.ContactCount.ShouldBe(1);
    }

    private async Task ShouldFailWithAsync(FaultRates faults, HighLevelProblem problem)
    {
        _handler.IsOff = true;
        _sandbox.SetFaults(faults);
        (await ShouldFailAsync(() => _client.GetLocationAsync(Token))).Problem.ShouldBe(problem);
    }

    private HighLevelClient ClientOf(string token) =>
        new(
            _http,
            new HighLevelOptions
            {
                Token = token,
                LocationId = HighLevelSandbox.DefaultLocation,
                BaseAddress = _sandbox.BaseAddress,
            }
        );

    private async Task<string> CreateAsync(string email)
    {
        using var answer = await _client.CreateContactAsync(
            w => w.WriteString("email", email),
            Token
        );
        return answer["contact"].GetProperty("id").GetString()!;
    }

    private static async Task<HighLevelException> ShouldFailAsync(Func<Task> act) =>
        await Should.ThrowAsync<HighLevelException>(act);
}
