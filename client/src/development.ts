// Loaded only while DEBUG is on. It shows the errors of views and applies changes of
// templates and static files. The server uses a topic of its own for it, which no
// LiveView joins.
const TOPIC = "liveflash:development";

interface Message {
  topic: string;
  event: string;
  payload?: unknown;
}

interface Crash {
  view: string;
  handler: string;
  event: string;
  payload: string;
  error: string;
  place: string;
  code: string;
  traceback: string;
}

let regionBefore: string | undefined;

function regionHtml(): string | undefined {
  return document.querySelector("[data-phx-main]")?.innerHTML;
}

function add(parent: Element, tag: string, text = "", name = ""): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  if (name) element.className = name;
  parent.append(element);
  return element;
}

function describe(parent: Element, entries: [string, string, string][]) {
  const list = add(parent, "dl");
  for (const [name, value, tag] of entries.filter(([, text]) => text)) {
    add(list, "dt", name);
    add(add(list, "dd"), tag, value);
  }
}

function showCrash(crash: Crash) {
  document.getElementById("liveflash-crash")?.remove();
  const dialog = document.createElement("dialog");
  dialog.id = "liveflash-crash";
  dialog.setAttribute("aria-labelledby", "liveflash-crash-title");
  add(dialog, "h1", crash.error).id = "liveflash-crash-title";
  describe(dialog, [
    ["View", crash.view, "span"],
    ["Event", crash.event, "span"],
    ["Handler", crash.handler, "code"],
    ["Place", crash.place, "code"],
    ["Code", crash.code, "code"],
    ["Payload", crash.payload, "pre"],
  ]);
  const details = add(dialog, "details");
  add(details, "summary", "Traceback");
  add(details, "pre", crash.traceback);
  add(dialog, "p", "Shown while DEBUG is on. The view has restarted with its earlier flash.");
  const form = add(dialog, "form") as HTMLFormElement;
  form.method = "dialog";
  add(form, "button", "Close").autofocus = true;
  document.body.append(dialog);
  dialog.showModal();
}

function reloadStyles() {
  for (const link of document.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet]")) {
    const url = new URL(link.href);
    if (url.origin !== location.origin) continue;
    url.searchParams.set("changed", String(Date.now()));
    link.href = url.href;
  }
}

function handleMessage({ topic, event, payload }: Message) {
  if (topic !== TOPIC) return;
  switch (event) {
    case "crash":
      return showCrash(payload as Crash);
    case "style":
      return reloadStyles();
    case "before":
      regionBefore = regionHtml();
      return;
    case "after": // If the patch changed nothing, the change is outside of it: reload.
      requestAnimationFrame(() => regionBefore === regionHtml() && location.reload());
      return;
    case "reload":
      location.reload();
  }
}

// A page that is not live may show messages: they are dismissed without an answer.
const MESSAGES = "liveflash-message *, [phx-click*='lv:clear-flash']";

function warnOfUnboundPage() {
  const all = document.querySelectorAll("[phx-click], [phx-submit], [phx-change]");
  const bound = [...all].find((element) => !element.matches(MESSAGES));
  if (!bound || document.querySelector("[data-phx-main]")) return;
  console.warn(
    "liveflash: nothing answers phx- attributes on this page because it is not live. " +
      "Route its URL to a LiveView's as_view(). If its template has a {% live %}, put " +
      "it outside of any {% if %} that hides it.",
    bound,
  );
}

// A project's own bundle sets no promise.
const client = window.liveSocket ?? window.liveflash?.client;
if (client === undefined) {
  console.warn("liveflash: window.liveSocket is missing, so crashes are not shown.");
}
void Promise.resolve(client).then((liveSocket) =>
  liveSocket?.socket.onMessage((message) => handleMessage(message as Message)),
);
warnOfUnboundPage();
