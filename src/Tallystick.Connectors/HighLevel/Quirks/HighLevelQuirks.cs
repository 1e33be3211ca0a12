using System.Text;

namespace Tallystick.Connectors.HighLevel.Quirks;

/// <summary>Every quirk of HighLevel's API that is handled or knowingly passed by: one list, for people and tests.</summary>
public static class HighLevelQuirks
{
    private const string Official = "official documents";
    private const string Community = "seen by its users";

    public static IReadOnlyList<HighLevelQuirk> All { get; } =
    [
        .. ContactQuirks,
        .. SearchQuirks,
        .. ChildQuirks,
        .. CompanyQuirks,
        .. AppointmentQuirks,
        .. DoorQuirks,
    ];

    private static IEnumerable<HighLevelQuirk> ContactQuirks =>
        [
            new(
                "tags-in-an-update-replace-all",
                "A list of tags in an update replaces all tags of the contact.",
                Official,
                "Tags are added and removed one by one by their own operations, so that a person's tag beside ours stays.",
                "ConnectorTests.Tags_are_added_and_removed_and_never_replaced"
            ),
            new(
                "tags-are-lower-case",
                "Tags are stored in lower case, however they were sent.",
                Community,
                "Sets are compared without case and spaces around, and each side has its own shadow: the other spelling is no change.",
                "ContactTests.Tags_are_added_and_removed_one_by_one"
            ),
            new(
                "upsert-drops-fields",
                "An upsert goes by the first identifier that matches and drops the others without a word; it also replaces tags and can swap a secondary e-mail address for the primary one.",
                "official documents; reports 37 and 337 of the API's public tracker",
                "Upsert is never used. A create that is refused as a duplicate names the contact, which is read and linked if it is the same person.",
                "ContactTests.An_upsert_goes_by_the_first_identifier_and_drops_the_other_ones_without_a_word"
            ),
            new(
                "duplicate-is-400",
                "A second contact with the same e-mail or phone is refused with 400, and the first one's id stands in a part of the answer that no document has.",
                Community,
                "Read as a duplicate of that contact. Which fields count is read from the location's settings.",
                "ContactTests.A_second_contact_with_the_same_email_or_phone_is_refused_and_the_first_one_named"
            ),
            new(
                "refused-and-created",
                "A create was refused with 422 and the record was there all the same.",
                "report 64 of the API's public tracker",
                "After such a refusal the record is looked for before anything is tried again.",
                "ClientTests.A_create_that_was_refused_and_kept_all_the_same_is_told_as_invalid"
            ),
            new(
                "no-idempotency",
                "No create takes a key that would make a second sending harmless.",
                "official documents, by absence",
                "A create is noted before it is sent. One whose answer was lost counts as undecided, and is looked for.",
                "ConnectorTests.A_lost_answer_to_a_create_is_ambiguous_and_to_a_read_it_is_not"
            ),
            new(
                "written-on-creation-only",
                "The company's name and the gender can be set when a contact is created and never again.",
                "official documents; report 313 of the API's public tracker",
                "The schema says so: a mapping that wants more is told before it runs.",
                "ContactTests.An_update_refuses_properties_that_are_not_its_own"
            ),
            new(
                "unknown-properties-are-422",
                "Properties that an operation does not know are refused, among them some that it answers with.",
                "reports 262 and 313 of the API's public tracker",
                "Only changed fields that the operation takes are sent.",
                "ContactTests.An_update_refuses_properties_that_are_not_its_own"
            ),
            new(
                "additional-emails-are-read-only",
                "Additional e-mail addresses cannot be written, and come as texts or as objects.",
                "reports 262 and 289 of the API's public tracker",
                "Both forms are read; the field is read-only.",
                "ContactTests.An_update_refuses_properties_that_are_not_its_own"
            ),
            new(
                "custom-fields-without-names",
                "Custom fields come as pairs of id and value, and ids differ from location to location.",
                "report 87 of the API's public tracker",
                "Their definitions are read once a run. A mapping names them by key, so that one mapping serves many locations.",
                "ConnectorTests.Custom_fields_are_found_by_key_name_id_and_wire_key"
            ),
            new(
                "custom-field-values-of-any-type",
                "Values of custom fields are declared as texts and come as numbers and lists too; they are written under another name than they are read.",
                Official,
                "All forms are read; each field is written in the form of its type.",
                "ConnectorTests.Every_kind_of_field_is_written_and_read_back"
            ),
            new(
                "dates-in-eight-spellings",
                "A date of birth is taken in eight spellings and comes back as a day or as a point in time.",
                Official,
                "Only the day counts.",
                "ContactTests.Phones_names_and_dates_are_stored_in_one_form_and_cleared_by_null_or_empty_text"
            ),
            new(
                "phones-are-reformatted",
                "Phone numbers are stored in international form.",
                Official,
                "Numbers are compared in that form, with the location's country: the other spelling is no change.",
                "ContactTests.Phones_names_and_dates_are_stored_in_one_form_and_cleared_by_null_or_empty_text"
            ),
            new(
                "permanent-do-not-disturb",
                "A do-not-disturb that the person asked for cannot be lifted through the API.",
                Community,
                "The refusal becomes an issue of that channel's field, once.",
                "ContactTests.A_permanent_do_not_disturb_cannot_be_lifted_and_inbound_changes_tell_nobody"
            ),
            new(
                "merges-are-told-by-nothing",
                "When people merge two contacts, the API shows a deletion and a change, and no event says that they belong together.",
                "official documents, by its absence",
                "A contact of the same identity that has no partner takes the place of the one that is gone, beside its partner. Where the survivor has a partner of its own, the policy for deletes says what becomes of the other's.",
                "DeskTests.A_merge_is_told_as_a_deletion_and_a_change"
            ),
            new(
                "gone-is-400",
                "A contact that is gone is answered with 400, not with 404; so is everything below it.",
                Community,
                "Read as gone, and so is a 404 of a task, a note or an appointment. A path that does not exist is told apart.",
                "ContactTests.A_deleted_contact_is_a_bad_request_and_leaves_the_search_after_the_lag"
            ),
            new(
                "no-tombstones",
                "Deleted records vanish: there is no list of them.",
                "official documents, by absence",
                "Whole listings find them, each is asked for before it counts as deleted, and a run that would delete many stops.",
                "ContactTests.A_deleted_contact_is_a_bad_request_and_leaves_the_search_after_the_lag"
            ),
        ];

    private static IEnumerable<HighLevelQuirk> SearchQuirks =>
        [
            new(
                "search-lags",
                "Search is an index that is behind by seconds up to a minute; reading a contact by id is not.",
                Community,
                "What was written lately is not judged by a listing; changes are asked for with an overlap; a missing row is asked for by its id.",
                "SearchTests.Search_is_behind_by_the_lag_and_get_is_not"
            ),
            new(
                "search-has-other-names",
                "Rows of a search name some fields otherwise than a contact, lack a few, and have the whole name in lower case only.",
                Community,
                "Each field knows both names; the whole name is made of its parts; what a row lacks is unknown, never empty.",
                "ConnectorTests.Every_kind_of_field_is_written_and_read_back"
            ),
            new(
                "search-is-undocumented",
                "The documents leave the body of a search empty; a missing page size or location is refused with 422.",
                "report 31 of the API's public tracker",
                "Both are always sent.",
                "SearchTests.A_page_has_a_size_up_to_five_hundred"
            ),
            new(
                "pages-end-at-ten-thousand",
                "Pages by number end at ten thousand rows.",
                Community,
                "Pages go by the cursor that each row carries, in an order that edits do not disturb.",
                "SearchTests.Pages_by_number_end_at_ten_thousand_and_do_not_go_with_a_cursor"
            ),
            new(
                "the-list-loops",
                "The older list of contacts repeats itself unless two cursors are sent, and knows no times.",
                Community,
                "It is not used.",
                "SearchTests.The_list_is_newest_first_and_needs_both_cursors"
            ),
            new(
                "times-by-range-only",
                "Times can be filtered by a range and by nothing else.",
                Community,
                "Changes are asked for by a range.",
                "SearchTests.A_range_on_the_time_of_change_finds_what_changed"
            ),
        ];

    private static IEnumerable<HighLevelQuirk> ChildQuirks =>
        [
            new(
                "children-only-below-their-contact",
                "Tasks and notes can be read and changed only below their contact.",
                Official,
                "Their ids name the contact too, so that no call is spent on finding it.",
                "TaskObjectTests.Tasks_of_a_contact_that_is_gone_are_gone"
            ),
            new(
                "tasks-without-times",
                "Tasks carry neither a time of creation nor of change, and no event tells of their edits.",
                Official,
                "All tasks are read in every run and compared.",
                "ChildTests.A_task_lives_without_times_of_its_own_and_only_its_completion_is_told"
            ),
            new(
                "tasks-without-order",
                "The one listing of a location's tasks has no order, no total, no filter by time, and pages by how many rows to skip.",
                Official,
                "Pages overlap, and the listing goes back where the overlap is lost. What it lacks is no evidence.",
                "TaskObjectTests.Rows_that_stay_are_listed_though_a_whole_stretch_before_them_goes"
            ),
            new(
                "new-tasks-must-say-completed",
                "A new task must say whether it is completed.",
                Official,
                "It is not, unless the mapping says so.",
                "TaskObjectTests.A_new_task_is_open_unless_said_and_needs_its_contact_and_a_due_date"
            ),
            new(
                "notes-without-a-listing",
                "Nothing lists notes across contacts.",
                Official,
                "They are read contact by contact; what that costs is declared, so that no run takes it for cheap.",
                "NoteObjectTests.A_listing_killed_in_the_middle_goes_on_where_it_was"
            ),
            new(
                "notes-without-times-of-change",
                "Notes know when they were added and not when they were changed, and need not move their contact.",
                Official,
                "Between whole sweeps the notes of contacts that moved are read. An edit of a note alone waits for the next sweep.",
                "NoteObjectTests.Changes_are_found_where_the_contact_moved_and_only_there"
            ),
            new(
                "cleared-by-empty-text",
                "How to clear a text of a task, a note or a company is not published; null is not declared.",
                "official documents, by absence",
                "An empty text is sent, and the answer is checked: what is not stored becomes an issue, once.",
                "NoteObjectTests.A_note_is_written_whole_read_back_and_cleared"
            ),
            new(
                "spelling-of-success",
                "Answers to deletes spell their flag in two ways.",
                Official,
                "The flag is not looked at: the status decides.",
                "ContactTests.The_v3_generation_spells_its_answers_anew"
            ),
        ];

    private static IEnumerable<HighLevelQuirk> CompanyQuirks =>
        [
            new(
                "misspelt-business",
                "Answers to writes of a company have it under a misspelt name.",
                Official,
                "Read under that name.",
                "CompanyObjectTests.A_company_is_written_whole_read_back_and_cleared"
            ),
            new(
                "companies-have-no-changed-since",
                "Companies carry a time of change, and nothing lists them by it.",
                Official,
                "All are read in every run; the time serves to tell which edit is newer.",
                "CompanyObjectTests.A_company_is_written_whole_read_back_and_cleared"
            ),
            new(
                "company-of-a-contact-by-bulk",
                "A contact is put into a company by an operation on many contacts, fifty at most; its own update does not take the company.",
                Official,
                "The field 'company' is written by that operation. The text 'companyName' is a field of its own, and whether putting a contact into a company changes it is not published: it is left alone.",
                "CompanyObjectTests.Contacts_are_put_into_a_company_found_by_it_and_taken_out"
            ),
            new(
                "users-need-the-agency",
                "Users are searched by the agency's id, which a location's token is not told.",
                Official,
                "It is read from the location.",
                "CompanyObjectTests.Users_are_listed_and_found_by_address_and_never_written"
            ),
        ];

    private static IEnumerable<HighLevelQuirk> AppointmentQuirks =>
        [
            new(
                "appointments-by-calendar-and-time",
                "Appointments are listed for one calendar, user or group and a stretch of time, without pages.",
                Official,
                "Each calendar is read in five stretches, from 2018 to the end of the year after next. The begin stays where it is, so that nothing drops out for being old.",
                "AppointmentObjectTests.Old_and_coming_appointments_of_every_calendar_are_listed_in_few_calls"
            ),
            new(
                "times-without-a-zone",
                "A contact's list of appointments names no zone; their calendar's does.",
                Official,
                "Times without a zone are read by the location's clock.",
                "AppointmentObjectTests.A_contacts_own_list_tells_the_same_times_though_it_names_no_zone"
            ),
            new(
                "appointment-answers-lack-times",
                "Answers to writes of an appointment lack its times of creation and change, and its description.",
                "report 246 of the API's public tracker",
                "What an answer lacks is unknown, and is read back where it was written.",
                "AppointmentObjectTests.An_appointment_is_written_whole_read_back_and_cleared"
            ),
            new(
                "free-slots",
                "A booking outside the offered or free times is refused, and a booking may send messages to people.",
                "official documents; report 23 of the API's public tracker",
                "What is kept in step was agreed on elsewhere: it is booked whatever the calendar offers, and no messages are asked for.",
                "AppointmentObjectTests.A_booked_time_is_no_obstacle_to_what_was_agreed_on_elsewhere"
            ),
            new(
                "delete-answers-201",
                "Deleting an appointment is answered with 201.",
                Official,
                "Any status of success is one.",
                "CalendarTests.An_appointment_has_an_offset_in_its_calendar_and_no_zone_with_its_contact"
            ),
            new(
                "calendars-have-their-own-version",
                "Calendars want another Version header than contacts.",
                Official,
                "Each operation knows its own.",
                "AppointmentObjectTests.Old_and_coming_appointments_of_every_calendar_are_listed_in_few_calls"
            ),
        ];

    private static IEnumerable<HighLevelQuirk> DoorQuirks =>
        [
            new(
                "missing-scope-is-401",
                "A token that lacks a scope is answered with 401, as an unknown token is; scopes have been changed overnight.",
                "report 217 of the API's public tracker",
                "The two are told apart, and the message names the scope to add.",
                "ClientTests.Refusals_of_a_token_are_told_apart"
            ),
            new(
                "wrong-location-is-403",
                "A token of another location is answered with 403, which no document lists.",
                "report 213 of the API's public tracker",
                "The message names the setting to check.",
                "DoorTests.Another_locations_token_is_forbidden"
            ),
            new(
                "agency-tokens",
                "An agency's token is refused with words of its own.",
                "report 226 of the API's public tracker",
                "The message says which token is needed.",
                "DoorTests.The_wrong_class_of_token_is_unauthorized"
            ),
            new(
                "messages-in-several-forms",
                "Messages are a text, a list of texts or absent; the status has two names.",
                "official documents; report 84 of the API's public tracker",
                "All forms are read.",
                "ClientTests.Several_messages_of_one_refusal_are_all_kept"
            ),
            new(
                "two-limits-one-answer",
                "Too many calls in ten seconds and too many in a day are both 429, without a time to wait.",
                "official documents; seen by its users",
                "Told apart by a header. After the first it waits; after the second the run ends, and goes on after 00:00 UTC.",
                "DoorTests.The_days_quota_ends_and_begins_anew_the_next_day"
            ),
            new(
                "html-and-half-answers",
                "Failures come as web pages, as status 500 for what is wrong in the request, or cut off.",
                "report 84 of the API's public tracker",
                "Reads are repeated. A create is looked for before it is sent again.",
                "ClientTests.Broken_answers_are_told_apart"
            ),
            new(
                "version-header",
                "Each call must name a version; an unknown one is refused in different ways.",
                Community,
                "The version of the official documents is sent with each operation.",
                "DoorTests.An_unknown_version_is_a_bad_request_or_by_option_unauthorized"
            ),
        ];

    /// <summary>The reference page.</summary>
    public static string ToMarkdown()
    {
        var page = new StringBuilder();
        page.Append("# Quirks of HighLevel's API\n\n");
        page.Append(
            "What the API does that a reader of its documents would not expect, and what Tallystick does about it. The page is made of the list in `src/Tallystick.Connectors/HighLevel/Quirks/HighLevelQuirks.cs`; `tally connectors --quirks highlevel` shows the same. Each entry names the test, in `tests/Tallystick.Contract.Tests/HighLevel`, that shows it on the [sandbox](../../src/Tallystick.Sandbox/README.md).\n"
        );
        foreach (var quirk in All)
        {
            page.Append("\n## ").Append(quirk.Id).Append("\n\n");
            page.Append(quirk.What).Append(" (").Append(quirk.Source).Append(")\n\n");
            page.Append("*Answer:* ").Append(quirk.Answer).Append("\n\n");
            page.Append("*Test:* `").Append(quirk.Test).Append("`\n");
        }
        return page.ToString();
    }
}
