"use strict";
// Texts of contacts reach the page as text only: never as HTML.
const FIELDS = [
  ["firstName", "First name"], ["lastName", "Last name"], ["email", "E-mail"], ["phone", "Phone"],
  ["companyName", "Company"], ["address1", "Street"], ["city", "City"], ["state", "State"],
  ["postalCode", "Postal code"], ["country", "Country"], ["website", "Website"], ["source", "Source"],
];
const PAGE = 500;
const LOG_EVERY_MS = 2000;
const $ = (id) => document.getElementById(id);
let people = [];
let total = 0;
let chosen = null;
let isNew = false;
let token = "";
let logged = "";

function make(name, text, attributes) {
  const node = document.createElement(name);
  if (text !== undefined) node.textContent = text;
  for (const [key, value] of Object.entries(attributes ?? {})) node.setAttribute(key, value);
  return node;
}

async function send(method, path, body, headers) {
  const answer = await fetch(path, {
    method,
    headers: { ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  const json = text ? JSON.parse(text) : {};
  if (!answer.ok) throw new Error([json.message ?? answer.status].flat().join("; "));
  return json;
}

const desk = (method, door, body) => send(method, "/_sandbox/" + door, body);

// Tasks and notes are written through the API itself, and are calls like any other.
const api = (method, path, body) =>
  send(method, path, body, { Authorization: "Bearer " + token, Version: "2021-07-28" });

const nameOf = (c) =>
  [c.firstName, c.lastName].filter(Boolean).join(" ") || c.email || c.phone || "(no name)";

async function attempt(work) {
  $("error").hidden = true;
  try {
    await work();
  } catch (problem) {
    $("error").textContent = problem.message;
    $("error").hidden = false;
  }
}

async function load(offset) {
  const page = await desk("GET", `contacts?limit=${PAGE}&offset=${offset}`);
  people = offset === 0 ? page.contacts : people.concat(page.contacts);
  total = page.total;
  showList();
}

function matches(contact, wanted) {
  const text = [nameOf(contact), contact.email, contact.phone, contact.companyName, ...(contact.tags ?? [])];
  return text.filter(Boolean).join(" ").toLowerCase().includes(wanted);
}

function showList() {
  const wanted = $("search").value.trim().toLowerCase();
  const found = people.filter((c) => matches(c, wanted));
  $("list").replaceChildren(...found.map((contact) => {
    const button = make("button", nameOf(contact), { type: "button", "aria-current": contact.id === chosen?.id });
    button.append(make("small", contact.email ?? contact.phone ?? ""));
    button.addEventListener("click", () => open(contact.id, true));
    const item = make("li");
    item.append(button);
    return item;
  }));
  const few = people.length < total ? `, ${people.length} loaded` : "";
  $("count").textContent = `${found.length} shown of ${total}${few}`;
  $("more").hidden = people.length >= total;
}

function showForm(contact) {
  $("nothing").hidden = true;
  $("card").hidden = false;
  document.body.classList.add("open");
  $("name").textContent = isNew ? "New contact" : nameOf(contact);
  $("id").textContent = contact.id ?? "";
  $("delete").hidden = isNew;
  $("children").hidden = isNew;
  $("error").hidden = true;
  const inputs = FIELDS.map(([key, title]) => field(key, title, contact[key] ?? ""));
  inputs.push(field("tags", "Tags, with commas between them", (contact.tags ?? []).join(", "), "wide"));
  $("fields").replaceChildren(...inputs);
}

function field(key, title, value, className) {
  const label = make("label", title, className ? { class: className } : {});
  const input = make("input", undefined, { name: key });
  input.value = value;
  label.append(input);
  return label;
}

async function open(id, isFocused) {
  isNew = false;
  await attempt(async () => {
    chosen = await desk("GET", "contacts/" + encodeURIComponent(id));
    $("said").textContent = "";
    showForm(chosen);
    showList();
    if (isFocused) $("detail").focus({ preventScroll: true });
    await showChildren();
  });
}

const tagsOf = (text) => text.split(",").map((t) => t.trim()).filter(Boolean);

async function save(event) {
  event.preventDefault();
  await attempt(async () => {
    const change = {};
    for (const [key] of FIELDS) {
      const value = $("form").elements[key].value.trim();
      if (value !== (chosen[key] ?? "")) change[key] = value;
    }
    const tags = tagsOf($("form").elements.tags.value);
    if (tags.join() !== (chosen.tags ?? []).join()) change.tags = tags;
    const stored = isNew
      ? await desk("POST", "contacts", change)
      : await desk("PATCH", "contacts/" + encodeURIComponent(chosen.id), change);
    await load(0);
    await open(stored.id, false);
    $("said").textContent = "Saved.";
  });
}

async function remove() {
  if (!confirm(`Delete ${nameOf(chosen)}?`)) return;
  await attempt(async () => {
    await desk("DELETE", "contacts/" + encodeURIComponent(chosen.id));
    close();
    await load(0);
  });
}

function close() {
  chosen = null;
  isNew = false;
  $("card").hidden = true;
  $("nothing").hidden = false;
  document.body.classList.remove("open");
  showList();
}

async function showChildren() {
  const at = "/contacts/" + encodeURIComponent(chosen.id);
  const [tasks, notes] = await Promise.all([api("GET", at + "/tasks"), api("GET", at + "/notes")]);
  $("tasks").replaceChildren(...tasks.tasks.map((task) => taskRow(at, task)));
  $("notes").replaceChildren(...notes.notes.map((note) => {
    const item = make("li");
    item.append(make("span", note.body), deleter("note", () => api("DELETE", `${at}/notes/${note.id}`)));
    return item;
  }));
}

function taskRow(at, task) {
  const item = make("li");
  const box = make("input", undefined, { type: "checkbox", "aria-label": "Done: " + task.title });
  box.checked = task.completed;
  box.addEventListener("change", () => attempt(async () => {
    await api("PUT", `${at}/tasks/${task.id}/completed`, { completed: box.checked });
    await showChildren();
  }));
  item.append(
    box,
    make("span", task.title, task.completed ? { class: "done" } : {}),
    make("small", (task.dueDate ?? "").slice(0, 10)),
    deleter("task", () => api("DELETE", `${at}/tasks/${task.id}`)),
  );
  return item;
}

function deleter(what, work) {
  const button = make("button", "Delete", { type: "button", class: "danger", "aria-label": "Delete this " + what });
  button.addEventListener("click", () => attempt(async () => {
    await work();
    await showChildren();
  }));
  return button;
}

function adder(form, path, bodyOf) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      await api("POST", `/contacts/${encodeURIComponent(chosen.id)}/${path}`, bodyOf(form.elements));
      form.reset();
      await showChildren();
    });
  });
}

async function showLog() {
  if (!document.hidden) {
    try {
      const [calls, hooks, events] = await Promise.all([
        desk("GET", "calls"), desk("GET", "hooks/deliveries"), desk("GET", "events"),
      ]);
      const state = JSON.stringify([calls[0], hooks[0], events.length, events.at(-1)]);
      if (state !== logged) {
        logged = state;
        $("calls").replaceChildren(...orEmpty(calls.slice(0, 50).map(callRow), "No calls yet."));
        const told = hooks.length > 0 ? hooks.slice(0, 50).map(hookRow) : events.slice(-50).reverse().map(eventRow);
        $("hooks").replaceChildren(...orEmpty(told, "Nothing has happened yet."));
      }
    } catch {
      // The sandbox was stopped; it may come back.
    }
  }
  setTimeout(showLog, LOG_EVERY_MS);
}

function orEmpty(rows, text) {
  return rows.length > 0 ? rows : [make("li", text, { class: "quiet" })];
}

function row(text, result, tone, at) {
  const item = make("li");
  item.append(make("span", text), make("span", result, { class: tone }), make("small", at.slice(11, 19)));
  return item;
}

const callRow = (c) =>
  row(c.operation + (c.fault ? ` (${c.fault})` : ""), c.status ? String(c.status) : "no answer", c.status >= 200 && c.status < 300 ? "good" : "bad", c.at);

// What is still on its way is neither.
const HOOK_TONES = { Delivered: "good", Waiting: "neutral" };

const hookRow = (h) =>
  row(h.type + (h.fault ? ` (${h.fault})` : ""), `${h.state} ${h.answers.join(" ")}`, HOOK_TONES[h.state] ?? "bad", h.at);

const eventRow = (e) => row(e.type, "nobody subscribed", "neutral", e.timestamp);

async function start() {
  const tokens = await desk("GET", "tokens");
  const own = tokens.find((t) => t.token === "pit-sandbox-full") ?? tokens.find((t) => t.locationId);
  token = own?.token ?? "";
  $("place").textContent = `location ${own?.locationId ?? "?"}`;
  await load(0);
  showLog();
}

$("search").addEventListener("input", showList);
$("more").addEventListener("click", () => load(people.length));
$("form").addEventListener("submit", save);
$("delete").addEventListener("click", remove);
$("back").addEventListener("click", close);
$("new").addEventListener("click", () => {
  isNew = true;
  chosen = {};
  $("said").textContent = "";
  showForm(chosen);
  showList();
  $("form").elements.firstName.focus();
});
adder($("task-form"), "tasks", (f) => ({ title: f.title.value, dueDate: f.due.value + "T12:00:00Z", completed: false }));
adder($("note-form"), "notes", (f) => ({ body: f.body.value }));
start();
