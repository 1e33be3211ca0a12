using Tallystick.Cli;
using Tallystick.Sandbox;

namespace Tallystick.Tests.Cli;

/// <summary><c>tally call</c> against a sandbox: checked, sent, shown, walked, refused.</summary>
public sealed class CallTests : IAsyncLifetime
{
    private HighLevelSandbox _sandbox = null!;

    public async ValueTask InitializeAsync() =>
        _sandbox = await HighLevelSandbox.StartAsync(
            new SandboxOptions
            {
                Limits = false,
                Contacts = 25,
                SearchLag = TimeSpan.Zero,
            },
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task A_contact_is_created_read_and_deleted()
    {
        var created = await CallAsync("contacts.create", "--field", "email=ada@example.com");
        var id = created.Json.GetProperty("contact").GetProperty("id").GetString();

        var read = await CallAsync("contacts.get", "--field", $"contactId={id}");
        var gone = await CallAsync("contacts.delete", "--data", $$"""{"contactId":"{{id}}"}""");

        read.Json.GetProperty("contact")
            .GetProperty("email")
            .GetString()
            .ShouldBe("ada@example.com");
        gone.Code.ShouldBe(ExitCode.Done);
        var again = await CallAsync("contacts.get", "--field", $"contactId={id}");
        again.Code.ShouldBe(ExitCode.Failed);
        again.Error.ShouldContain($"Contact with id {id} not found");
    }

    [Fact]
    public async Task The_documents_own_name_of_an_operation_is_understood()
    {
        var said = await CallAsync("contacts.get-contact", "--field", "contactId=nobody");

        said.Error.ShouldContain("Contact with id nobody not found");
    }

    [Fact]
    public async Task What_does_not_fit_is_not_sent()
    {
        var said = await CallAsync("contacts.create", "--field", "emal=x", "--field", "dnd=maybe");

        said.Code.ShouldBe(ExitCode.Usage);
        said.Error.ShouldContain("dnd must be true or false.");
        said.Error.ShouldContain("Did you mean 'email'?");
        _sandbox.ContactCount.ShouldBe(25);
    }

    [Fact]
    public async Task What_does_not_fit_is_sent_if_one_insists_and_the_app_may_refuse_it()
    {
        var said = await CallAsync("contacts.create", "--field", "emal=x", "--unchecked");

        said.Code.ShouldBe(ExitCode.Failed);
        said.Error.ShouldContain("warning: emal is no field of it.");
        said.Error.ShouldContain("property emal should not exist");
    }

    [Fact]
    public async Task All_pages_make_one_array()
    {
        var said = await CallAsync(
            "contacts.search-advanced",
            "--data",
            """{"pageLimit":7,"sort":[{"field":"dateAdded","direction":"asc"}]}""",
            "--all"
        );

        said.Code.ShouldBe(ExitCode.Done, said.Error);
        said.Json.EnumerateArray()
            .Select(c => c.GetProperty("id").GetString())
            .Distinct()
            .Count()
            .ShouldBe(25);
    }

    [Fact]
    public async Task A_walk_that_is_cut_short_says_so()
    {
        var said = await CallAsync(
            "contacts.search-advanced",
            "--data",
            """{"pageLimit":7}""",
            "--all",
            "--pages",
            "2"
        );

        said.Code.ShouldBe(ExitCode.Failed);
        said.Error.ShouldContain("more than 2 pages");
        said.Json.GetArrayLength().ShouldBe(14);
    }

    [Fact]
    public async Task A_call_can_be_looked_at_without_its_secret_and_without_being_sent()
    {
        var shown = await CallAsync("contacts.create", "--field", "firstName=O'Hara", "--dry-run");
        var curl = await CallAsync("contacts.create", "--field", "firstName=O'Hara", "--curl");

        shown.Output.ShouldContain("Authorization: Bearer ***");
        shown.Output.ShouldContain("Version: 2021-07-28");
        curl.Output.ShouldContain("-H \"Authorization: Bearer $HIGHLEVEL_TOKEN\"");
        curl.Output.ShouldContain("""'{"firstName":"O'\''Hara","locationId":""");
        (shown.Output + curl.Output).ShouldNotContain(HighLevelSandbox.DefaultToken);
        _sandbox.ContactCount.ShouldBe(25);
    }

    [Fact]
    public async Task A_delete_elsewhere_needs_a_yes()
    {
        var said = await Said.OfAsync(
            "call",
            "highlevel",
            "contacts.delete",
            "--sandbox",
            "--base-url",
            "https://crm.example.com",
            "--field",
            "contactId=C1"
        );

        said.Code.ShouldBe(ExitCode.Usage);
        said.Error.ShouldContain("--yes");
    }

    [Fact]
    public async Task A_duplicate_is_named()
    {
        await CallAsync("contacts.create", "--field", "email=ada@example.com");

        var said = await CallAsync("contacts.create", "--field", "email=ada@example.com");
        var lines = await CallAsync(
            "contacts.create",
            "--field",
            "email=ada@example.com",
            "--output",
            "json"
        );

        said.Code.ShouldBe(ExitCode.Failed);
        said.Error.ShouldContain("does not allow duplicated contacts");
        lines.Lines[0].GetProperty("event").GetString().ShouldBe("refused");
        said.Error.ShouldContain(lines.Lines[0].GetProperty("duplicateOf").GetString()!);
    }

    [Fact]
    public async Task The_other_surface_is_called_by_its_name()
    {
        var shown = await CallAsync(
            "contacts.search-advanced",
            "--surface",
            "v3",
            "--data",
            """{"pageLimit":1}""",
            "--dry-run"
        );

        shown.Output.ShouldContain("Version: v3");
    }

    [Theory]
    [InlineData("contacts.creat", "Did you mean 'contacts.create'?")]
    [InlineData("businesses", "businesses.get-by-location")]
    public async Task An_unknown_operation_is_told_with_what_there_is(string name, string hint)
    {
        var said = await CallAsync(name);

        said.Code.ShouldBe(ExitCode.Usage);
        said.Error.ShouldContain(hint);
    }

    [Theory]
    [InlineData("--data", "{")]
    [InlineData("--data", "@nowhere.json")]
    [InlineData("--field", "email")]
    [InlineData("--timeout", "soon")]
    [InlineData("--pages", "0")]
    public async Task What_cannot_be_read_is_told(string option, string value)
    {
        var said = await CallAsync("contacts.create", option, value);

        said.Code.ShouldBe(ExitCode.Usage);
        said.Error.ShouldContain(option);
    }

    [Fact]
    public async Task A_connection_of_a_sync_file_says_which_account()
    {
        var folder = Directory.CreateTempSubdirectory("tally-call-");
        var file = Path.Combine(folder.FullName, "tallystick.yaml");
        await File.WriteAllTextAsync(file, SyncFile, TestContext.Current.CancellationToken);
        string[] call = ["call", "highlevel", "locations.get", "--file", file, "--connection"];

        var answer = await Said.OfAsync([.. call, "crm"]);
        var unknown = await Said.OfAsync([.. call, "crn"]);
        var other = await Said.OfAsync([.. call, "list"]);

        folder.Delete(recursive: true);
        answer.Code.ShouldBe(ExitCode.Done, answer.Error);
        answer
            .Json.GetProperty("location")
            .GetProperty("id")
            .GetString()
            .ShouldBe(HighLevelSandbox.DefaultLocation);
        unknown.Code.ShouldBe(ExitCode.Usage);
        unknown.Error.ShouldContain("Did you mean 'crm'?");
        other.Code.ShouldBe(ExitCode.Usage);
        other.Error.ShouldContain("its connector is csv");
    }

    private string SyncFile =>
        $"""
            version: 1
            connections:
              crm:
                connector: highlevel
                token: {HighLevelSandbox.DefaultToken}
                location: {HighLevelSandbox.DefaultLocation}
                base-url: {_sandbox.BaseAddress}
              list:
                connector: csv
                path: people.csv
                key: id
            syncs:
              people:
                left: crm
                right: list
                streams:
                  contacts:
                    left: contact
                    right: row
                    match: [email]
                    fields:
                      - [email, Email]
            """;

    private Task<Said> CallAsync(params string[] more) =>
        Said.OfAsync([
            "call",
            "highlevel",
            .. more,
            "--sandbox",
            "--base-url",
            _sandbox.BaseAddress.AbsoluteUri,
        ]);
}
